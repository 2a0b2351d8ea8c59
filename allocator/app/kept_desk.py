"""What lies on the planner's desk, and how it is kept: a plan, a model, a result, and what she wishes of the
next search.

Everything that may not be lost is in the run store: results are runs, and the desk itself is one entry that
says which plan, which model and which of the runs lie on it. A desk that is opened again is the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Self
from warnings import warn

from allocator.app.position import Position, chosen, paired
from allocator.app.texts import LANGUAGES, Texts, texts
from allocator.errors import InputError
from allocator.inputs.bundled import bundled_model
from allocator.inputs.model_file import parse_model, read_model, write_model
from allocator.inputs.plan_file import Plan
from allocator.plan.policy import CoordinationModel
from allocator.report.result import Result
from allocator.store import Entry, RunStore, key_of
from allocator.store.documents import plan_of
from allocator.store.packing import BrokenDocumentError

_QUESTION = {"kind": "desk", "desk": "the planner's"}
_KIND = "desk"
_UNREADABLE = (BrokenDocumentError, InputError, TypeError, ValueError, LookupError)


def runs_on_desk(store: RunStore) -> frozenset[str]:
    """The desk itself among the runs of a store, the runs that lie on it, and what was asked about them."""
    key = key_of(_QUESTION)
    entry = store.answer_to(key)
    answer = entry.answer if entry is not None and isinstance(entry.answer, dict) else {}
    pairs = [*answer.get("steps", ()), *((run, order) for order, run in answer.get("repairs", ()))]
    lying = {key, *(str(run) for run, _ in pairs)}
    return frozenset(lying | {each.id for each in store.runs() if each.question.get("run") in lying})


def _say_lost(what: str, error: Exception) -> None:
    warn(f"{what} cannot be read any more: {error}", RuntimeWarning, stacklevel=4)


@dataclass
class KeptDesk:
    """What lies on the desk over a run store; each method that changes it keeps it."""

    store: RunStore
    position: Position = field(default_factory=Position)
    plan: Plan | None = None
    model: CoordinationModel = field(default_factory=lambda: read_model(bundled_model()))
    result: Result | None = None

    @classmethod
    def opened(cls, store: RunStore) -> Self:
        """The desk as it was left."""
        desk = cls(store)
        entry = store.answer_to(key_of(_QUESTION))
        if entry is not None and isinstance(entry.answer, dict):
            desk._lay_out(entry.answer)
        return desk

    def _lay_out(self, answer: Mapping[str, Any]) -> None:
        """What was kept, as far as it can still be read; a RuntimeWarning says what cannot."""
        try:
            position = Position.of(answer)
            plan = plan_of(position.plans[position.plan]) if position.plan else None
            model = parse_model(position.model) if position.model else self.model
        except _UNREADABLE as error:
            _say_lost("what lay on the desk", error)
            return
        self.position, self.plan, self.model = position, plan, model
        if position.run:
            try:
                self.result = Result.of(self.store.open(position.run))
            except _UNREADABLE as error:
                _say_lost("the result that was looked at", error)
                steps = position.steps[: position.at] + position.steps[position.at + 1 :]
                self.position = replace(position, steps=steps, at=-1)

    def _keep(self) -> None:
        """Keep what lies on the desk."""
        kept = Entry(
            id=key_of(_QUESTION),
            kind=_KIND,
            title=self.position.source or "empty",
            status="kept",
            settled=True,
            question=_QUESTION,
            answer=self.position.kept(),
            created=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        self.store.keep(kept, instead=True)

    def note(self, **changes: Any) -> None:
        """Lay something else on the desk, and keep it: fields of its position. Where it cannot be kept, it
        does not lie there."""
        before, self.position = self.position, replace(self.position, **changes)
        try:
            self._keep()
        except InputError:
            self.position = before
            raise

    def follow(self, model: CoordinationModel) -> None:
        """Take another coordination model."""
        self.note(model=write_model(model))
        self.model = model

    def call(self, run: str, name: str) -> None:
        """Give a run a name; a blank one takes it away."""
        names = {**dict(self.position.names), run: " ".join(name.split())}
        self.note(names=tuple((run, name) for run, name in names.items() if name))

    def look_through(self, view: str) -> None:
        """Look at the result in another view."""
        if view != self.position.view:
            self.note(view=view)

    def lock(self, request: str, locked: bool) -> None:
        """Hold a mission where it is when the plan is solved again around it, or let it go."""
        self.note(locked=chosen(self.position.locked, request, locked))

    def hold(self, request: str, parts: Iterable[str]) -> None:
        """Hold these PARTS of a mission when the plan is solved again around it, and no others."""
        self.note(held=paired(self.position.held, request, parts))

    def exclude(self, request: str, experts: Iterable[str]) -> None:
        """Have these people, and no others, not go on a request, whatever is offered, tried, mended or sought
        around the result; on EVERY one, on none that does not lock them."""
        self.note(excluded=paired(self.position.excluded, request, experts))

    def force(self, request: str, forced: bool) -> None:
        """Have the next search around the result serve a request, or leave it free to."""
        self.note(forced=chosen(self.position.forced, request, forced))

    @property
    def say(self) -> Texts:
        """The texts of the page in the language that was chosen."""
        return texts(self.position.language if self.position.language in LANGUAGES else "en")
