"""What the README files say about rules, goals and commands is what the code has."""

import re
from pathlib import Path

import allocator
from allocator.goals import GOALS
from allocator.inputs.scenario import read_scenarios
from allocator.plan.policy import Level
from allocator.rules import RULES

ROOT = Path(__file__).parents[1]


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


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
    assert start.split(" && ")[-1].startswith("allocator solve")
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
