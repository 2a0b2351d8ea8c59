"""What the README files say about sheets, rules, goals and commands is what the code has."""

import inspect
import re
from pathlib import Path
from typing import Any

import allocator
from allocator.errors import MEANINGS, ExitCode
from allocator.goals import GOALS
from allocator.inputs.scenario import read_scenarios
from allocator.plan.policy import Level
from allocator.rules import RULES
from allocator.tables import SHEETS

ROOT = Path(__file__).parents[1]
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def sheet_table() -> list[str]:
    """The table of the input sheets, from the schema: to renew the README, paste these lines."""
    lines = ["| sheet | what it holds | columns (**required**, default after =) |", "| --- | --- | --- |"]
    for sheet in SHEETS:
        name = f"**{sheet.name}**" if sheet.required else sheet.name
        columns = ", ".join(column_words(column) for column in sheet.columns)
        lines.append(f"| {name} | {purpose(sheet.record)} | {columns} |")
    return lines


def purpose(record: type[Any]) -> str:
    """The first sentence of a record's docstring, without the name of its sheet."""
    first = (inspect.getdoc(record) or "").split("\n\n")[0].replace("\n", " ")
    return first.split(": ", 1)[1].split(". ")[0].rstrip(".")


def column_words(column: Any) -> str:
    if column.required:
        return f"**{column.header}**"
    default = default_words(column)
    return f"{column.header} = {default}" if default else str(column.header)


def default_words(column: Any) -> str:
    """A blank cell's meaning as it is written in a cell; empty where there is none to write."""
    default = column.default
    if isinstance(default, frozenset):
        days = sorted(default)
        return WEEK[days[0]] if len(days) == 1 else f"{WEEK[days[0]]}-{WEEK[days[-1]]}"
    if column.kind == "limit" and default is None:
        return "-"
    return "" if default in (None, "", ()) else str(default)


def test_the_sheets_are_those_of_the_schema() -> None:
    missing = [line for line in sheet_table() if line not in text_of("README.md").splitlines()]
    assert missing == []


def test_the_rules_are_those_of_the_code() -> None:
    lines = text_of("models/README.md").splitlines()
    for rule in RULES.values():
        permitted = ", ".join(level for level in ("hard", "soft", "off") if Level(level) in rule.levels)
        unit = f"{rule.unit} " if Level.SOFT in rule.levels else ""
        assert f"| `{rule.code}` | {rule.sentence} | {permitted} | {unit}|" in lines


def test_the_goals_are_those_of_the_code() -> None:
    lines = text_of("models/README.md").splitlines()
    for goal in (module.GOAL for module in GOALS):
        assert f"| `{goal.code}` | {goal.sentence} | {goal.sense} | {goal.unit} |" in lines


def commands_of(heading: str) -> str:
    """The one line of the first block of commands below a heading of the README."""
    section = re.search(rf"^##+ {heading}\n.*?^```sh\n(.*?)\n```$", text_of("README.md"), re.M | re.S)
    assert section is not None, f"the README has no block of commands below {heading}"
    assert "\n" not in section[1]
    return section[1]


def test_two_commands_set_up_everything_and_the_check_runs_them() -> None:
    start, tests, script = commands_of("Set-up"), commands_of("Tests"), text_of(".ci/run")
    assert start.endswith(" && allocator solve")
    (install,) = (part for part in start.split(" && ") if " pip install " in part)
    assert re.search(rf"^step install {re.escape(install)}$", script, re.MULTILINE)
    assert re.search(rf"^step tests {re.escape(tests)}$", script, re.MULTILINE)


def test_the_scenario_of_the_guide_can_be_read(tmp_path: Path) -> None:
    example, grid = re.findall(
        r"^```toml\n(.*?)^```$", text_of("scenarios/README.md"), re.MULTILINE | re.DOTALL
    )
    for name, text in (("example", example), ("grid", grid)):
        for path in ("plans/first-steps", "plans/columbus", "../models/national.toml"):
            text = text.replace(f'"{path}"', f'"{(ROOT / "scenarios" / path).resolve().as_posix()}"')
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    plan, model, _ = allocator.read_scenario(tmp_path / "example.toml")
    assert plan.experts["GHA-01"].missions == 4
    assert model.level("pairing") is Level.HARD
    assert "WCA-VAL" not in (plan.agreements or {})
    titles = [scenario.title for scenario in read_scenarios(tmp_path / "grid.toml")]
    assert len(titles) == 9
    assert "Pairing and money: pairing hard, Agreements budget × 0.8" in titles


def test_every_bundled_scenario_can_be_read() -> None:
    guide = text_of("scenarios/README.md")
    for path in sorted((ROOT / "scenarios").glob("*.toml")):
        assert all(scenario.read() for scenario in read_scenarios(path))
        assert f"({path.name})" in guide


def test_the_exit_codes_are_those_of_the_code() -> None:
    table = [f"| {code.value} | {meaning} |" for code, meaning in MEANINGS.items()]
    found = re.search(r"^## Exit codes\n\n(.*?)\n\n", text_of("README.md"), re.MULTILINE | re.DOTALL)
    assert found is not None
    assert found[1].splitlines()[2:] == table
    assert set(MEANINGS) == set(ExitCode)
