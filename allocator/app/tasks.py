"""What is worked on in a process of its own, for a while: a search, repairs, a question to advice.

Each keeps what it finds in the run store and gives back under which ids.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from allocator.plan import Plan
from allocator.plan.policy import CoordinationModel
from allocator.results.result import Result

Follow = Callable[[object], bool]


class Task(Protocol):
    """Something to be worked on. It is sent to the other process, so that it holds plain values only."""

    @property
    def store(self) -> Path:
        """The run store in which it keeps what it finds."""
        ...

    @property
    def time_limit(self) -> float:
        """Seconds that it may take."""
        ...

    def run(self, follow: Follow) -> tuple[str, ...]:
        """Do it, telling `follow` how far it is and ending when that returns False; what it kept."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A search: the options are those of `allocator.solve`; the outcome is kept in `store`. `after` is the
    run that was looked at: what is found later is another step, and has a run of its own."""

    plan: Plan
    model: CoordinationModel
    options: Mapping[str, Any]
    title: str
    store: Path
    after: str = ""

    def run(self, follow: Follow) -> tuple[str, ...]:
        """The run of the result."""
        from allocator.search import solve

        result = solve(self.plan, self.model, on_progress=follow, **self.options)
        return (_kept(result, self.question(), self.title, self.store),)

    @property
    def time_limit(self) -> float:
        """Seconds that the search may take."""
        return float(self.options.get("time_limit") or 0.0)

    def question(self) -> dict[str, Any]:
        """What the outcome answers; a desk's first search is one as any other."""
        from allocator.store import question_of

        known = {name: value for name, value in self.options.items() if name != "start"}
        asked = question_of(self.plan, self.model, known)
        return {**asked, "after": self.after} if self.after else asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Mending:
    """Three repairs of `agreed` under a plan that has it as its previous allocation, in one time limit."""

    plan: Plan
    agreed: Result
    time_limit: float
    title: str
    store: Path

    def run(self, follow: Follow) -> tuple[str, ...]:
        """The runs, in the order of `allocator.whatif.repairs.ORDERS`, as many as there was time for: of a
        repair that is bettered by the search for another one, the better."""
        from allocator.report.why_changes import why_changes
        from allocator.store import question_of
        from allocator.whatif.repairs import each_repair

        ids: dict[str, str] = {}
        for each in each_repair(
            self.plan, self.agreed.model, agreed=self.agreed, time_limit=self.time_limit, on_progress=follow
        ):
            if each.result.status != "interrupted":
                why_changes(each.result, time_limit=0.1 * self.time_limit)
            known = {"repair": each.order, "time_limit": self.time_limit}
            question = {**question_of(each.result.plan, each.result.model, {}), **known}
            ids[each.order] = _kept(each.result, question, f"{self.title}: {each.words}", self.store)
        return tuple(ids.values())


def _kept(result: Result, question: Mapping[str, Any], title: str, store: Path) -> str:
    """Keep a result; one that was stopped replaces no answer that is there."""
    from allocator.store import RunStore
    from allocator.store.solved import entry_of

    entry = entry_of(result, question, title)
    RunStore(store).keep(entry, instead=entry.settled)
    return entry.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Advising:
    """A question to `allocator.advise` about a result: `rules`, or `curve` between two goals."""

    result: Result
    run_id: str
    question: str
    about: tuple[str, ...] = ()
    time_limit: float
    store: Path

    @property
    def subject(self) -> dict[str, Any]:
        """What the answer is kept under: it is about one run, whatever lies on the desk by then."""
        return {"kind": "advice on the desk", "question": self.question, "about": [*self.about],
                "run": self.run_id}  # fmt: skip

    def run(self, follow: Follow) -> tuple[str, ...]:
        """The id of the answer: its heading, its tables, and what was not looked at."""
        from allocator import advise
        from allocator.app.answers import keep_answer

        options = {"time_limit": self.time_limit, "store": self.store, "on_progress": follow}
        advice = getattr(advise, self.question)(self.result, *self.about, **options)
        return (keep_answer(self.store, self.subject, advice),)
