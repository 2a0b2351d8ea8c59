"""The known allocation that is nearest to a new question: of the same plan, or of the one most like it."""

import json
import sys
from collections import Counter
from dataclasses import dataclass

from allocator.errors import InputError
from allocator.inputs.model_file import digest_of_model
from allocator.inputs.plan_file import raw_of
from allocator.plan import Plan
from allocator.plan.allocation import Allocation
from allocator.plan.policy import CoordinationModel
from allocator.store.documents import raw_of_document
from allocator.store.packing import BrokenDocumentError
from allocator.store.run_store import RunStore
from allocator.tables.digest import rows_as_said
from allocator.tables.raw import RawPlan

#: Plans that differ in more than this part of their rows have little to say to each other.
_LEAST_ALIKE = 0.5

_Rows = Counter[str]


@dataclass(frozen=True, slots=True)
class Nearest:
    """A run to start from: its id, its allocation, and how many rows of its plan are others."""

    id: str
    allocation: Allocation
    rows_apart: int


def nearest(store: RunStore, plan: Plan, model: CoordinationModel) -> Nearest | None:
    """The run whose plan differs in the fewest rows, one under the same model before others; None where none
    is known that is half alike. Raises InputError where the store cannot be read."""
    own, own_model = _rows(raw_of(plan)), digest_of_model(model)
    distances: dict[str, int] = {}
    ranked = []
    for number, (run_id, its_plan, its_model) in enumerate(store.solved_runs()):
        if its_plan not in distances:
            distances[its_plan] = _distance(store, own, its_plan)
        if distances[its_plan] <= 2 * _LEAST_ALIKE * own.total():
            ranked.append((distances[its_plan], its_model != own_model, number, run_id))
    for apart, _, _, run_id in sorted(ranked):
        try:
            return Nearest(run_id, store.open(run_id).allocation, apart)
        except InputError:  # damaged: the next one will do
            continue
    return None


def _distance(store: RunStore, own: _Rows, plan_id: str) -> int:
    """How many rows of a kept plan are others; more than any plan has where it is damaged."""
    try:
        return _apart(own, _rows(raw_of_document(store.plan_document(plan_id))))
    except BrokenDocumentError:
        return sys.maxsize


def _rows(raw: RawPlan) -> _Rows:
    return Counter(
        json.dumps([name, row]) for name, table in raw.tables.items() for row in rows_as_said(table)
    )


def _apart(one: _Rows, other: _Rows) -> int:
    """How many rows either has that the other has not."""
    return (one - other).total() + (other - one).total()
