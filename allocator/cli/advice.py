"""What `allocator solve` finds out beside the allocation, for the sheets that answer questions."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.errors import Fault, InputError

if TYPE_CHECKING:
    from allocator.cli.interrupts import Interrupts
    from allocator.plan import Plan
    from allocator.results.result import Result

_SHARE, _SHARE_OF_EVERYTHING = 1 / 3, 3.0  # of the time limit, which counts as no more than
_MOST = 120.0  # seconds


@dataclass(frozen=True)
class Advice:
    """What is asked: `alternatives` of requests, by code; and `everything`: why what is not served is not,
    whether every assignment has to be, and the questions of `allocator advise`, but for curve."""

    alternatives: tuple[str, ...] = ()
    everything: bool = False

    @classmethod
    def of(cls, alternatives: str, *, advise: bool) -> "Advice":
        """As the options say it: codes separated by commas."""
        codes = (code.strip() for code in alternatives.replace(";", ",").split(","))
        return cls(tuple(dict.fromkeys(code for code in codes if code)), everything=advise)

    def require_known(self, plan: "Plan") -> None:
        """Raises InputError with every request that the plan does not have, or that is delivered."""
        from allocator.tables.cells.suggest import did_you_mean

        open_codes = {request.request for request in plan.open_requests}
        faults = [
            Fault(
                place=code,
                message=plan.why_not_open(code)
                if code in plan.requests
                else f"is not a request of this plan{did_you_mean(code, sorted(open_codes))}",
            )
            for code in self.alternatives
            if code not in open_codes
        ]
        if faults:
            raise InputError("--alternatives", faults)

    def give(self, result: "Result", time_limit: float | None, signals: "Interrupts") -> None:
        """Find it out within a third of the time limit, or, for everything, within three times the limit; the
        result keeps it for its sheets. An interrupt ends it: what is there by then is written."""
        share = _SHARE_OF_EVERYTHING if self.everything else _SHARE
        seconds = _MOST * share if time_limit is None else share * min(_MOST, time_limit)
        signals.shielded = False
        with suppress(KeyboardInterrupt):
            self._find(result, time.perf_counter() + seconds, signals)
        signals.shielded = True

    def _find(self, result: "Result", until: float, signals: "Interrupts") -> None:
        """All of it, until a moment of `time.perf_counter()`."""
        from allocator.cli.advise import ON_A_SHEET
        from allocator.report.answers import alternatives, why_these

        questions = ON_A_SHEET if self.everything else ()

        def part(number: int, of: int) -> float:
            return max(0.0, until - time.perf_counter()) / (of - number)

        count = len(self.alternatives) + (2 + len(questions)) * self.everything
        for number, code in enumerate(self.alternatives):
            alternatives(result, code, time_limit=part(number, count))
        if not self.everything:
            return
        self._explain(result, part(0, 2 + len(questions)), signals)
        if signals.came:
            return
        why_these(result, time_limit=part(0, 1 + len(questions)))
        self._ask(result, questions, part)

    def _explain(self, result: "Result", seconds: float, signals: "Interrupts") -> None:
        """Why what is not served is not, request by request; told on standard error. Threads are at work, so
        a signal waits for those that have begun."""
        from allocator.cli.consoles import say
        from allocator.questions.explaining import explain_deeply

        signals.shielded = True
        explained = explain_deeply(
            result,
            time_limit=max(0.0, seconds),
            on_explained=lambda found: say(f"{found.request}: {found.grade}", stderr=True),
            is_wanted=lambda: not signals.came,
        )
        signals.shielded = False
        settled = sum(found.grade not in ("not settled", "not asked") for found in explained)
        say(f"{settled:,} of {len(explained):,} requests that are not served are graded", stderr=True)

    def _ask(self, result: "Result", questions: tuple[str, ...], part: Callable[[int, int], float]) -> None:
        """The questions of `allocator advise`, for the sheet Advice; one that does not apply is left out."""
        from allocator.cli.advise import answer_to, follow
        from allocator.report.advice_sheet import attach

        how, answers = result.provenance, []
        for number, question in enumerate(questions):
            options = {
                "time_limit": part(number, len(questions)), "workers": how.workers, "seed": how.seed,
                "on_progress": follow,
            }  # fmt: skip
            with suppress(InputError):  # nobody is asked to pay, or nothing to be served
                answers.append(answer_to(question, result, (), options))
            if answers and answers[-1].interrupted:
                break
        attach(result, answers)
