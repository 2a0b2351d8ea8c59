"""A search that is watched: its progress is told, and signals end it with what it has."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import allocator
from allocator.cli.progress import ProgressLine

if TYPE_CHECKING:
    from allocator.cli.inputs import Inputs
    from allocator.cli.interrupts import Interrupts
    from allocator.results.result import Result
    from allocator.search.progress import Progress


def searched(inputs: "Inputs", given: dict[str, Any], signals: "Interrupts") -> "Result":
    """The allocation, which knows the scenario that it is one of. Options given speak before the scenario's
    settings."""
    with ProgressLine() as line:

        def follow(progress: "Progress") -> None:
            signals.raise_if_heard()
            signals.shielded = progress.value is not None  # the search hears them, and no result may be lost
            line.show(progress)

        options = {**inputs.settings, **given}
        result = allocator.solve(inputs.plan, inputs.model, **options, on_progress=follow)
    origin = replace(result.provenance, scenario=inputs.scenario, changes=inputs.changes)
    return replace(result, provenance=origin)
