"""A search with the run store in front of it: what was asked before is not solved again."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allocator.cli.consoles import say
from allocator.cli.watched import searched
from allocator.store import RunStore, key_of, question_of
from allocator.store.solved import INFEASIBLE, entry_of

if TYPE_CHECKING:
    from allocator.cli.inputs import Inputs
    from allocator.cli.interrupts import Interrupts
    from allocator.results.result import Result

#: What `allocator.solve` takes where nobody says: the key of a run names it.
_TIME_LIMIT = 60.0


def kept_or_searched(inputs: "Inputs", given: dict[str, Any], signals: "Interrupts", path: Path) -> "Result":
    """The result that the store in `path` has for this plan, model and options; else that of a search, which
    is kept there. From a known allocation (`start`) a search always goes on, for the key does not name it.

    Raises InputError where the store cannot be read or written.
    """
    store = RunStore(path)
    options = {"time_limit": _TIME_LIMIT, "workers": os.cpu_count(), "seed": 0, **inputs.settings}
    options.update((name, value) for name, value in given.items() if value is not None)
    question = question_of(inputs.plan, inputs.model, options)
    known = None if given.get("start") else store.answer_to(key_of(question))
    if known is not None and known.status != INFEASIBLE:
        say(f"From the run store: solved on {known.created[:10]} in {known.seconds:.0f} s", stderr=True)
        return store.open(known.id)
    result = searched(inputs, given, signals)
    store.keep(entry_of(result, question, inputs.scenario or inputs.plan.settings.title))
    return result
