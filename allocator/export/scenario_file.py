"""Changes as scenario files: `allocator solve FILE` and `allocator sweep FILE` open them."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from allocator.errors import Fault, InputError
from allocator.inputs.model_file import write_model
from allocator.outside.toml_file import quoted
from allocator.plan.policy import CoordinationModel
from allocator.results.explanation import CheapestChange


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """What is to stand in a file; `is_there` says that it does."""

    content: bytes
    is_there: bool


def scenario_files(
    path: Path, plan: Path, model: CoordinationModel, request: str, changes: Sequence[CheapestChange]
) -> dict[Path, ScenarioFile]:
    """One scenario for each change, the first at `path`, the others beside it as `NAME-change-2.toml` and so
    on, all under the model that stands last, as `NAME-model.toml`.

    Raises InputError with every file that is there and holds something else: it may be a planner's own.
    """
    rules = path.with_name(f"{path.stem}-model.toml")
    texts = {}
    for number, change in enumerate(changes, 1):
        place = path if number == 1 else path.with_name(f"{path.stem}-change-{number}.toml")
        texts[place] = _text(f"{request}: {change.what}", plan, path.parent, rules.name, change.scenario)
    texts[rules] = write_model(model)
    contents = {place: text.encode() for place, text in texts.items()}
    message = "is there already, and would be lost; choose another --scenario"
    files = {place: ScenarioFile(content, _holds(place, content)) for place, content in contents.items()}
    faults = [
        Fault(place=str(place), message=message)
        for place, file in files.items()
        if os.path.lexists(place) and not file.is_there
    ]
    if faults:
        raise InputError("--scenario", faults)
    return files


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.is_file() and path.read_bytes() == content
    except OSError:
        return False


def _text(title: str, plan: Path, folder: Path, model: str, verbs: Sequence[Mapping[str, Any]]) -> str:
    place = os.path.relpath(plan.resolve(), folder.resolve())
    lines = [
        f"title = {_value(title)}",
        f"plan = {_value(Path(place).as_posix())}",
        f"model = {_value(model)}",
    ]
    for verb in verbs:
        lines += ["", "[[change]]", *(f"{name} = {_value(words)}" for name, words in verb.items())]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    """A value in TOML."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{quoted(key)} = {_value(each)}' for key, each in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, date):
        return value.isoformat()
    return quoted(value) if isinstance(value, str) else json.dumps(value)
