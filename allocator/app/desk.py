"""The planner's desk: what may be done with what lies on it. It knows nothing of pages.

What lies there, and how it is kept, is in `kept_desk`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import allocator
from allocator.app.asked import asked_of, refuse_excluded
from allocator.app.background import Background
from allocator.app.drafts import Draft, draft_at, laid_down
from allocator.app.kept_desk import KeptDesk
from allocator.app.position import Position, fed_back
from allocator.app.searching import Search
from allocator.app.tasks import Asked
from allocator.app.texts import defect_words
from allocator.errors import AllocatorError, Fault, InputError
from allocator.inputs.bundled import bundled_examples, bundled_plan
from allocator.inputs.model_file import write_model
from allocator.inputs.plan_file import Plan, content_digest, plan_to_solve
from allocator.report.result import Result
from allocator.results import result as records
from allocator.store import question_of
from allocator.store.documents import plan_document, plan_of
from allocator.store.solved import entry_of
from allocator.whatif.change import Change
from allocator.whatif.repairs import ORDERS
from allocator.whatif.trial import Trial

if TYPE_CHECKING:
    from allocator.inputs.round.gathered import Gathered

#: The plans that come with the program, by their names among the texts of the page.
SAMPLES = {"small": bundled_examples, "year": bundled_plan}
_TIME_LIMIT = 60.0


@dataclass
class Desk(KeptDesk):
    """The desk over a run store. Every method that takes something in raises InputError and then leaves all
    as it was."""

    faults: tuple[Fault, ...] = ()
    draft: Draft | None = None
    typed: dict[str, str] = field(default_factory=dict)  # into cells of the draft, not taken yet, by place
    gathered: "tuple[str, Gathered] | None" = None  # the replies taken in for a plan, by its digest, merged
    search: Search | None = None
    background: Background = field(default_factory=Background)
    time_limit: float = _TIME_LIMIT  # seconds, as the planner last asked
    _begun_with: str = ""  # the digest of the plan of the search

    # -- the plan -----------------------------------------------------------------------------------------

    def open(self, path: Path, name: str = "", *, anew: bool = True) -> None:
        """Take a plan, or a result, that lies at a path; `name` is what the planner calls it. Where it has
        faults they lie on the desk, to be corrected; what lay there stays beside them. A plan that was opened
        here before, and is the same, is begun `anew`, or stays as it was left."""
        draft = draft_at(path, name)
        self._read(draft, anew=anew or draft.raw.checks is not None)
        if draft.raw.checks is not None:
            self._lay(path)

    def _lay(self, path: Path) -> None:
        """Look at the result that a file is besides; one that was worked on until it is none is a plan."""
        try:
            result = allocator.read_result(path)
        except InputError:
            return
        self.model = result.model
        self.position = replace(self.position, model=write_model(result.model))
        self.take(result, [self.position.source], "as it was opened")

    def correct(self, values: Mapping[str, str]) -> None:
        """Write other values into cells of a workbook that has faults, by their places, and read it again."""
        if self.draft is not None:
            self._read(self.draft.with_cells(values))

    def _read(self, draft: Draft, *, anew: bool = True) -> None:
        self.typed.clear()
        try:
            plan = plan_to_solve(draft.raw)
        except InputError as error:
            self.draft, self.faults = draft, error.faults
            raise
        opened = content_digest(plan)
        if not anew and opened == self.position.opened:
            return
        self.end_searches()  # nothing of what they would find lies on the desk any more
        self.draft, self.faults, self.result = None, plan.warnings, None
        self.position = Position(
            source=draft.source, model=write_model(self.model), language=self.position.language,
            steps=self.position.steps, plans=self.position.plans, names=self.position.names,
            origins=self.position.origins,
        )  # fmt: skip
        self.work_on(plan, opened)
        self._keep()

    def work_on(self, plan: Plan, opened: str | None = None) -> None:
        """Put a plan on the desk; plans that no step was made with are put away. Not below a search: what it
        finds is a step of the plan that lies there. `opened` is the digest of the plan that its file had, by
        default that of the plan before."""
        self.require_no_search()
        key = content_digest(plan)
        used, plans = self.position.used, self.position.plans
        plans = {digest: each for digest, each in plans.items() if digest in used}
        self.plan = plan
        origin = self.position.opened if opened is None else opened
        plans = {**plans, key: plan_document(plan)}
        origins = {digest: self.position.origin_of(digest) for digest in plans} | {key: origin}
        self.position = replace(self.position, plan=key, plans=plans, origins=tuple(origins.items()))

    def change_plan(self, changes: Sequence[Mapping[str, Any]]) -> None:
        """Change the plan as a scenario does, and what is worked on with it; not below a search."""
        if self.plan is not None:
            self.take_plan(self.plan.with_changes([dict(change) for change in changes]))

    def take_plan(self, plan: Plan) -> None:
        """Take another state of the plan; the result that is looked at stays. Not below a search."""
        self.work_on(plan)
        self.faults = plan.warnings
        self._keep()

    def take_in(self, content: bytes, name: str) -> None:
        """Take a workbook as it was handed over; its name is a text, never a path."""
        with laid_down(content, name) as path:
            self.open(path, name)

    # -- searching ----------------------------------------------------------------------------------------

    def allow(self, seconds: float | None) -> None:
        """Let later searches take so many seconds; what is no number of them changes nothing."""
        if seconds is not None and seconds > 0:
            self.time_limit = float(seconds)

    def begin(self, *, time_limit: float = _TIME_LIMIT, seed: int = 0, around: bool = False) -> None:
        """Start a search for the plan on the desk; `around` the result that is looked at, which is then the
        previous allocation: its locked missions stay, the others as far as they can. Not below a search."""
        if self.plan is None:
            return
        self.require_no_search()
        held = self.result if around else None
        plan = self.plan if held is None else fed_back(self.plan, held, self.position)
        start = None if held is None else held.allocation
        options = {"time_limit": time_limit, "seed": seed, "start": start}
        self._begun_with = self.position.plan
        self.search = Search(
            Asked(
                plan=plan, model=self.model, options=options, title=plan.settings.title,
                store=self.store.path, after=self.position.run,
            )
        )  # fmt: skip

    def require_no_search(self) -> None:
        """Raises InputError below a search."""
        if self.is_searching:
            message = "has a search at work; stop it, or wait for it"
            raise InputError("change", [Fault(place="the desk", message=message)])

    @property
    def is_searching(self) -> bool:
        """Whether a search is at work."""
        return self.search is not None and not self.search.is_done

    def stop(self) -> None:
        """Ask a search at work to end with what it has."""
        if self.search is not None and self.is_searching:
            self.search.stop()

    def end_searches(self) -> None:
        """End at once whatever is sought for what lies on the desk."""
        if self.search is not None and self.is_searching:
            self.search.kill()
        self.search = None
        self.background.end()

    def close(self) -> None:
        """End whatever is at work."""
        self.stop()
        self.background.end()

    def listen(self) -> None:
        """Hear what is told by whatever is at work, and take the outcome of a search."""
        self.background.listen()
        search = self.search
        if search is None or search.is_done or not search.listen():
            return
        if search.kept is None:
            return
        try:
            self._take_found(search, search.kept)
        except AllocatorError as error:  # the disk is full, the run was thrown away meanwhile
            search.trouble = str(error)
        except Exception as error:  # whatever it was, the page says it, and the next search is heard
            search.trouble = defect_words(error)

    def _take_found(self, search: Search, kept: tuple[str, ...]) -> None:
        """Lay down what a search has found."""
        if not isinstance(search.asked, Asked):
            self.note(repairs=tuple(zip(ORDERS, kept, strict=False)))
            return
        result = Result.of(self.store.open(kept[0]))
        if self.position.plan != self._begun_with:  # another step is looked at by now
            self.plan = plan_of(self.position.plans[self._begun_with])
            self.position = replace(self.position, plan=self._begun_with)
        self._step(result, kept[0], search.asked.after)

    # -- results, one step after the other ------------------------------------------------------------------

    def _step(self, result: Result, run: str, after: str | None = None) -> None:
        """Look at a new result, made of the run `after` where that is not the one that is looked at."""
        self.position = self.position.with_step(run, self.position.run if after is None else after)
        self.result = result
        self._keep()

    @property
    def asked(self) -> Result | None:
        """The result that is looked at, as questions about it start from: under what is excluded by now."""
        if self.result is None or self.plan is None:
            return self.result
        return asked_of(self.result, self.plan, self.position)

    def take(self, result: records.Result, by: Sequence[str], title: str) -> None:
        """Look at a result that was not searched for; `by` says in words what made it of the one before.
        Raises InputError where it sends somebody excluded to where they do not go as it stands."""
        if self.asked is not None:
            refuse_excluded(self.asked.plan, result)
        self.put(result, by, title)

    def put(self, result: records.Result, by: Sequence[str], title: str) -> None:
        """The same for a result of which somebody else has judged whom it sends."""
        question = {**question_of(result.plan, result.model, {}), "after": self.position.run, "by": [*by]}
        entry = entry_of(result, question, f"{result.plan.settings.title}, {title}")
        self.store.keep(entry, instead=True)
        self._step(Result.of(result), entry.id)

    def tried(self, changes: Iterable[Change]) -> Trial:
        """What changes of the result would break, and what each goal would lose; nothing is changed."""
        if self.asked is None:
            raise InputError("change", [Fault(place="the desk", message="has no result to change")])
        return allocator.try_change(self.asked, *changes)

    def accept(self, trial: Trial) -> None:
        """Take a change that breaks no hard rule as the result that is looked at. Raises InputError where it
        was tried on another."""
        self.require_here(trial.result)
        self.take(Result.of(trial.accept()), [str(change) for change in trial.changes], "changed by hand")

    def require_here(self, judged: records.Result) -> None:
        """Raises InputError where what was judged of one result would be done to another: a search has ended
        since, or another page has gone on."""
        if self.result is None or self.result.allocation != judged.allocation:
            message = "is of a result that is not looked at any more; try it again on the one that is"
            raise InputError("change", [Fault(place="the change", message=message)])

    def take_proposed(self, proposed: Result, of: Result) -> bool:
        """Go on from a result in which all drafts are proposed, so that nobody is asked twice, unless there
        was nothing left to propose; False where another lies on the desk by now, or is sought."""
        if self.result is not of or self.is_searching:
            return proposed.plan == of.plan
        if proposed.plan != of.plan:
            self.put(proposed, ["proposals"], "as it was proposed")
        return True

    def move(self, steps: int) -> None:
        """Undo (-1) or redo (1): the result and the plan of another step."""
        at = self.position.moved(steps)
        if at is not None:
            self.look_at(at)

    def look_at(self, at: int) -> None:
        """The result and the plan of a step by its number, from 0."""
        run, plan = self.position.steps[at]
        self.result = Result.of(self.store.open(run))
        self.plan = plan_of(self.position.plans[plan])
        same = plan == self.position.plan
        source = self.position.source if same else self.plan.settings.title
        self.position = replace(self.position, at=at, plan=plan, source=source)
        self._keep()

    def promote(self, run: str) -> None:
        """Work on from a run of the store: its plan, its model and its result; what lay here is undone to.
        Of a step of this desk that is the plan as it lay here, without what was held and excluded for the
        search: that is said beside it, and can be taken back. Not below a search."""
        result = Result.of(self.store.open(run))
        digest = dict(self.position.steps).get(run, "")
        own, opened = self.position.plans.get(digest), self.position.origin_of(digest)
        self.work_on(plan_of(plan_document(result.plan) if own is None else own), opened)
        self.model = result.model
        self.position = replace(
            self.position, model=write_model(result.model), source=result.plan.settings.title,
            event="", mended="", mends="", repairs=(),
        )  # fmt: skip
        self._step(result, run)
