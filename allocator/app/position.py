"""What lies on the desk, as it is kept: a plain value, from which everything else is found again."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, fields, replace
from typing import Any

from allocator.inputs.plan_file import Plan
from allocator.inputs.previous import with_previous
from allocator.plan import Plan as PlanRecord
from allocator.plan.entities import EXCLUDED, FIXED, PREVIOUS, Decision
from allocator.results.result import Result
from allocator.rules.coupling.fixed import locks

Pairs = tuple[tuple[str, str], ...]
#: What of a mission may be held by itself.
PARTS = ("people", "date", "payer")
#: What stands in the place of a request where somebody shall go on none.
EVERY = "*"
_PAIRS = ("origins", "steps", "names", "held", "excluded", "repairs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """What lies on the desk: the name under which a plan came, a model in TOML, and the steps that were made.

    `plans` are documents by their digests, `plan` the digest of the one that is worked on. A step is a run of
    the store and the digest of the plan that lay on the desk; the one at `at` is looked at (-1 for none), and
    `names` says what the planner calls some of the runs. `locked` are requests whose missions stay as they
    are, `held` what of others does (a request and one of PARTS), `excluded` who shall not go on which
    request, or on EVERY one, `forced` are requests that the next search has to serve. `repairs` are the runs
    that mend the result of the run `mends` after `event`, by order, and `mended` the digest of the plan in
    which that has happened. `origins` are pairs of a plan and of the one that its file had, both by their
    digests. `language` is that of the page, `view` what of the result is looked at.
    """

    source: str = ""
    plan: str = ""
    origins: Pairs = ()
    plans: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    model: str = ""
    steps: Pairs = ()
    at: int = -1
    names: Pairs = ()
    locked: tuple[str, ...] = ()
    held: Pairs = ()
    excluded: Pairs = ()
    forced: tuple[str, ...] = ()
    event: str = ""
    mended: str = ""
    mends: str = ""
    repairs: Pairs = ()
    language: str = "en"
    view: str = ""

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> "Position":
        """A position as it was kept. Raises TypeError or ValueError for what is none."""
        values = dict(answer)
        for name in _PAIRS:
            values[name] = tuple((one, other) for one, other in values.get(name, ()))
        for name in ("locked", "forced"):
            values[name] = tuple(values.get(name, ()))
        return cls(**values)

    def kept(self) -> dict[str, Any]:
        """The position as JSON has it."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        for name in _PAIRS:
            values[name] = [list(pair) for pair in values[name]]
        return {**values, "locked": [*self.locked], "forced": [*self.forced]}

    @property
    def run(self) -> str:
        """The run that is looked at; an empty text for none."""
        return self.steps[self.at][0] if self.at >= 0 else ""

    @property
    def opened(self) -> str:
        """The digest of the plan that the file had of which the one that is worked on came."""
        return self.origin_of(self.plan)

    def origin_of(self, plan: str) -> str:
        """The same of any plan; an empty text for one that came of no file."""
        return dict(self.origins).get(plan, "")

    def with_step(self, run: str, after: str) -> "Position":
        """A new run, looked at: a step of the plan that lies here, behind the run that it was made of (an
        empty text for one made of no result) and behind the one that is looked at. Steps behind both are
        gone. The steps of another plan stay before it."""
        runs = [run for run, _ in self.steps]
        made_of = runs.index(after) if after in runs else -1 if after else len(runs) - 1
        steps = (*self.steps[: max(made_of, self.at) + 1], (run, self.plan))
        return replace(self, steps=steps, at=len(steps) - 1)

    def moved(self, steps: int) -> int | None:
        """The number of the step before (-1) or behind (1) the one that is looked at, None where there is
        none; where nothing is looked at, all steps are before."""
        at = (self.at if self.at >= 0 else len(self.steps)) + steps
        return at if 0 <= at < len(self.steps) else None

    @property
    def used(self) -> frozenset[str]:
        """The digests of the plans that something on the desk is about."""
        return frozenset(plan for _, plan in self.steps) | {self.mended}

    def name_of(self, run: str) -> str:
        """What the planner calls a run; an empty text where she has not named it."""
        return dict(self.names).get(run, "")


def fed_back(plan: Plan, result: Result, position: Position) -> PlanRecord:
    """A plan with a result as its previous allocation, of which the locked missions and what else is held are
    fixed, with the requests that have to be served and the people who shall not go."""
    fed = with_locks(plan, result, position)
    kept = {(row.request, row.expert) for row in locks(fed)}
    return replace(fed, decisions=(*fed.decisions, *exclusions(fed, position, kept)))


def with_locks(plan: Plan, result: Result, position: Position) -> PlanRecord:
    """The same without the people who shall not go."""
    fed = with_previous(plan, result)
    rows = [
        replace(row, decision=FIXED) if row.decision == PREVIOUS and row.request in position.locked else row
        for row in fed.decisions
    ]
    rows += [Decision(request=code, decision=FIXED) for code in position.forced
             if code in fed.requests and fed.is_open(code)]  # fmt: skip
    rows += [row for request, part in position.held for row in _held(result, request, part)]
    return replace(fed, decisions=tuple(rows))


def exclusions(
    plan: PlanRecord, position: Position, kept: Set[tuple[str, str]] = frozenset()
) -> list[Decision]:
    """Rows of a plan for the people who shall not go, one for each of its requests. Who shall not go at all
    goes where that is `kept`."""
    everywhere = [each.request for each in plan.open_requests]
    spoken = {
        (code, who)
        for request, who in position.excluded
        for code in (everywhere if request == EVERY else [request])
        if who in plan.experts and code in plan.requests and not (request == EVERY and (code, who) in kept)
    }
    return [Decision(request=request, expert=who, decision=EXCLUDED) for request, who in sorted(spoken)]


def _held(result: Result, request: str, part: str) -> Iterator[Decision]:
    """What fixes a part of a mission; nothing where it is not served."""
    mission = result.allocation.by_request.get(request)
    if mission is None:
        return
    if part == "people":
        for place in mission.team:
            yield Decision(request=request, seat=place.seat, expert=place.expert, decision=FIXED)
    elif part == "date":
        yield Decision(request=request, start=mission.start, decision=FIXED)
    elif mission.agreement:
        yield Decision(request=request, agreement=mission.agreement, decision=FIXED)


def chosen(among: tuple[str, ...], code: str, taken: bool) -> tuple[str, ...]:
    """Codes with one of them taken or not."""
    rest = tuple(each for each in among if each != code)
    return (*rest, code) if taken else rest


def paired(among: Pairs, code: str, taken: Iterable[str]) -> Pairs:
    """Pairs with those of one code instead of what it had."""
    return (*(pair for pair in among if pair[0] != code), *((code, each) for each in taken))


def those_of(among: Pairs, code: str) -> tuple[str, ...]:
    """What is paired with a code."""
    return tuple(each for own, each in among if own == code)
