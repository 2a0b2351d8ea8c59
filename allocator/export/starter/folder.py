"""The folder that a planner starts with: a workbook to fill in, coordination models, scenarios."""

import os
import re
import tomllib
from pathlib import Path

from allocator.errors import Fault, InputError
from allocator.export.starter.workbook import starter_workbook_bytes
from allocator.export.whole_files import folders_made, write_whole
from allocator.inputs.bundled import bundled_models, bundled_scenarios

PLAN = "plan.xlsx"

#: Scenarios that ask something of any plan, and one that changes the examples.
_SCENARIOS = ("national.toml", "strict-pairing.toml", "no-pairing.toml", "one-more-expert.toml")
_OF_EXAMPLES = "one-more-expert.toml"
_PLAN_LINE = re.compile(r'^plan = ".*?"(?=\s)', re.MULTILINE)
_HOW_TO = "## How to write one"
_ABOUT = f"""# Scenarios

What-ifs on [`{PLAN}`](../{PLAN}), which they leave untouched. `allocator solve scenarios/strict-pairing.toml`
solves one.

| scenario | what if |
| --- | --- |"""


def write_starter(folder: str | Path, *, empty: bool = False) -> tuple[Path, ...]:
    """Write a workbook to fill in, the coordination models, and scenarios on the workbook; the paths written.

    The folder is made if it is missing. The workbook holds a small plan as examples, unless `empty`. Nothing
    is written over: raises InputError, with nothing written, if a file is there already or cannot be written.
    """
    folder = Path(folder)
    contents = {folder / name: content for name, content in _files(empty).items()}
    _refuse_to_write_over([path for path in contents if os.path.lexists(path)], folder)
    with folders_made(dict.fromkeys(path.parent for path in contents)):
        write_whole(contents)
    return tuple(contents)


def _refuse_to_write_over(there: list[Path], folder: Path) -> None:
    if not there:
        return
    first = there[0].relative_to(folder).as_posix()
    which = f"{first} is" if len(there) == 1 else f"{first} and {len(there) - 1} more of the files are"
    message = (
        f"{which} there already, and nothing is written over; name another folder, or move away what is there"
    )
    raise InputError(str(folder), [Fault(place=folder.name or str(folder), message=message)])


def _files(empty: bool) -> dict[str, bytes]:
    """What is written, by path in the folder."""
    models = sorted(path for path in bundled_models().iterdir() if path.suffix in (".toml", ".md"))
    scenarios = {name: _scenario(name) for name in _SCENARIOS if not (empty and name == _OF_EXAMPLES)}
    return {
        PLAN: starter_workbook_bytes(examples=not empty),
        **{f"models/{path.name}": path.read_bytes() for path in models},
        **{f"scenarios/{name}": text.encode() for name, text in scenarios.items()},
        "scenarios/README.md": _guide(scenarios).encode(),
    }


def _scenario(name: str) -> str:
    """A bundled scenario on the workbook. Its model stands where it stands in the bundle."""
    return _on_workbook((bundled_scenarios() / name).read_text(encoding="utf-8"))


def _on_workbook(text: str) -> str:
    return _PLAN_LINE.sub(f'plan = "../{PLAN}"', text)


def _guide(scenarios: dict[str, str]) -> str:
    """What the scenarios are called, and how to write one."""
    whole = (bundled_scenarios() / "README.md").read_text(encoding="utf-8")
    how_to = whole.partition(_HOW_TO)[2].partition("\n## ")[0].strip()
    rows = [f"| [`{name}`]({name}) | {tomllib.loads(text)['title']} |" for name, text in scenarios.items()]
    return "\n".join([_ABOUT, *rows, "", _HOW_TO, "", _on_workbook(how_to), ""])
