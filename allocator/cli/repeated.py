"""The results that are compared: read from files, or found by running scenarios with seed after seed."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import allocator
from allocator.cli.consoles import say
from allocator.cli.inputs import Inputs, is_scenario, paths_of, read_inputs
from allocator.cli.watched import searched
from allocator.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.cli.interrupts import Interrupts
    from allocator.results.result import Result

_FEWEST = 2  # results
_NOT_RUN = (
    "is a scenario, and results are compared: solve it and give what that wrote, or give --repeat N to run "
    "it N times"
)


class Runs(NamedTuple):
    """How scenarios are run: how often, from which seed on, and other options of `allocator.solve`."""

    repeat: int | None
    seed: int
    given: dict[str, Any]


def results_of(
    paths: list[Path], runs: Runs, signals: "Interrupts"
) -> "tuple[list[tuple[str, Result]], bool]":
    """Every result under its name, those of scenarios after running them; and whether that was stopped.

    Raises InputError with the faults of all files before anything runs, KeyboardInterrupt where it was
    stopped before there were two results.
    """
    read = _read(paths, runs)
    named: list[tuple[str, Result]] = []
    stopped = False
    for path, name in zip(paths, _names(paths), strict=True):
        found = read[path]
        if isinstance(found, Inputs):
            ran, stopped = ([], True) if stopped else _run(name, found, runs, signals)
            named += ran
        else:
            named.append((name, found))
    if stopped and len(named) < _FEWEST:
        raise KeyboardInterrupt
    return named, stopped


def _read(paths: list[Path], runs: Runs) -> "dict[Path, Result | Inputs]":
    """What every path holds: a result, or a scenario that is to be run."""
    read: dict[Path, Result | Inputs] = {}
    faults: list[Fault] = []
    if len(paths) * (runs.repeat or 1) < _FEWEST:
        message = "is one result; give another one to hold it against"
        faults.append(Fault(place=paths[0].name, message=message))
    for path in paths:
        try:
            if not is_scenario(path):
                read[path] = allocator.read_result(path)
            elif runs.repeat is None:
                faults.append(Fault(place=path.name, message=_NOT_RUN))
            else:
                read[path] = read_inputs(paths_of(path, None))
        except InputError as error:
            faults += (replace(fault, place=_at(path, fault)) for fault in error.faults)
    if faults:
        raise InputError("compare", faults)
    _warn(read.values())
    return read


def _at(path: Path, fault: Fault) -> str:
    """The place of a fault, with the file that it is in."""
    return fault.place if path.name in fault.place else f"{path.name}, {fault.place}"


def _warn(found: "Iterable[Result | Inputs]") -> None:
    """Say on standard error why bounds of a result are not believed."""
    for each in found:
        for doubt in () if isinstance(each, Inputs) else each.doubts:
            say(f"warning  {doubt}", stderr=True)


def _names(paths: list[Path]) -> list[str]:
    """The names of the files without their endings; the whole paths where two would have the same."""
    stems = [path.stem or str(path) for path in paths]
    return [str(path) if stems.count(stem) > 1 else stem for path, stem in zip(paths, stems, strict=True)]


def _run(
    name: str, inputs: Inputs, runs: Runs, signals: "Interrupts"
) -> "tuple[list[tuple[str, Result]], bool]":
    """A scenario with one seed after the other, and whether that was stopped: then the runs so far count."""
    named: list[tuple[str, Result]] = []
    number = runs.repeat or 0
    for seed in range(runs.seed, runs.seed + number):
        say(f"{name} #{seed}: run {len(named) + 1} of {number}", stderr=True)
        signals.shielded = False
        try:
            result = searched(inputs, {**runs.given, "seed": seed}, signals)
        except KeyboardInterrupt:
            return named, True
        named.append((f"{name} #{seed}", replace(result, searched=None)))
        if result.status == "interrupted":
            return named, True
    return named, False
