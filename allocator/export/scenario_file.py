"""Changes as scenario files: `allocator solve FILE` and `allocator sweep FILE` open them."""

import json
import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from allocator.export.whole_files import write_whole
from allocator.inputs.model_file import write_model
from allocator.plan.policy import CoordinationModel
from allocator.results.explanation import CheapestChange


def write_scenarios(
    path: Path, plan: Path, model: CoordinationModel, request: str, changes: Sequence[CheapestChange]
) -> list[Path]:
    """One scenario for each change, the first at `path`, the others beside it as `NAME-change-2.toml` and so
    on, all under the model that is written to `NAME-model.toml`. Raises InputError where they cannot be
    written."""
    rules = path.with_name(f"{path.stem}-model.toml")
    written = {rules: write_model(model)}
    for number, change in enumerate(changes, 1):
        place = path if number == 1 else path.with_name(f"{path.stem}-change-{number}.toml")
        written[place] = _text(f"{request}: {change.what}", plan, path.parent, rules.name, change.scenario)
    write_whole({place: text.encode() for place, text in written.items()})
    return [*(place for place in written if place != rules), rules]


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
    """A value in TOML. JSON's texts are TOML's, but for one character that TOML wants escaped."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{json.dumps(key)} = {_value(each)}' for key, each in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value).replace("\x7f", "\\u007f")
