"""Lists of values in scenario files: the scenarios that they stand for, and located faults."""

from pathlib import Path

import pytest

import allocator
from allocator.errors import InputError
from allocator.inputs.scenario import read_scenarios
from tests.inputs.test_scenario import HEAD, scenario

GRID = """
title = "Pairing and money"
seed = [0, 1]
[rules.pairing]
level = ["off", "soft", "hard"]
[[change]]
scale = { sheet = "Agreements", column = "budget", by = [0.8, 1.0, 1.2] }
"""


def test_a_grid_is_every_value_with_every_other(tmp_path: Path) -> None:
    found = read_scenarios(scenario(tmp_path, GRID))
    assert len(found) == len({each.title for each in found}) == 18
    assert found[0].title == "Pairing and money: seed 0, pairing off, Agreements budget × 0.8"
    assert found[1].values == ("seed 0", "pairing off", "Agreements budget × 1.0")
    before = allocator.read_plan(f"{HEAD.split(chr(34))[1]}").agreements
    assert before is not None
    plan, model, settings, *_ = found[-1].read()
    assert settings == {"seed": 1}
    assert model.level("pairing") == "hard"
    assert plan.agreements is not None
    for code, agreement in plan.agreements.items():
        was = before[code].budget
        assert agreement.budget == (None if was is None else (was * 12 + 5) // 10)


def test_every_verb_takes_several(tmp_path: Path) -> None:
    text = """
        [[change]]
        set = { sheet = "Experts", key = "WCO-01", column = "missions", values = [1, "-"] }
        [[change]]
        remove = { sheet = "Experts", keys = ["GHA-01", "FRA-05"] }
        [[change]]
        add = { sheet = "Experts", rows = [{ expert = "X-1", administration = "CPV", languages = "pt" }] }
    """
    found = read_scenarios(scenario(tmp_path, text))
    assert [each.title for each in found] == [
        "what-if: WCO-01 missions 1, without GHA-01, with X-1",
        "what-if: WCO-01 missions 1, without FRA-05, with X-1",
        "what-if: WCO-01 missions -, without GHA-01, with X-1",
        "what-if: WCO-01 missions -, without FRA-05, with X-1",
    ]
    plan = found[2].read().plan
    assert plan.experts["WCO-01"].missions is None
    assert "GHA-01" not in plan.experts
    assert "FRA-05" in plan.experts
    assert "X-1" in plan.experts


def test_a_list_with_one_value_is_one_scenario(tmp_path: Path) -> None:
    _, model, _ = allocator.read_scenario(scenario(tmp_path, '[rules.pairing]\nlevel = ["hard"]'))
    assert model.level("pairing") == "hard"


def test_a_list_in_a_cell_is_a_list(tmp_path: Path) -> None:
    text = (
        '[[change]]\nset = { sheet = "Experts", key = "WCO-01", column = "languages", value = ["en", "fr"] }'
    )
    (only,) = read_scenarios(scenario(tmp_path, text))
    assert only.read().plan.experts["WCO-01"].languages == ("en", "fr")


def test_a_folder_of_scenarios(tmp_path: Path) -> None:
    scenario(tmp_path, GRID).rename(tmp_path / "b.toml")
    scenario(tmp_path, "").rename(tmp_path / "a.toml")
    found = read_scenarios(tmp_path)
    assert [each.path.name for each in found] == ["a.toml", *["b.toml"] * 18]
    assert found[0].title == "a"


def test_one_is_wanted(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="its lists make 18 scenarios, and one is wanted here"):
        allocator.read_scenario(scenario(tmp_path, GRID))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("seed = []", "what-if.toml (seed): is an empty list"),
        ("[rules.pairing]\nlevel = ['off', 'off']", "what-if.toml (rules.pairing.level): has 'off' twice"),
        (
            "[[change]]\nscale = { sheet = 'A', column = 'b', by = [] }",
            "what-if.toml (change 1): is an empty",
        ),
        (f"seed = {list(range(1001))}", "its lists make 1,001 scenarios; 1,000 are the most"),
        ("seed = [1, 'x']", "what-if.toml (seed): must be a whole number"),
        ("seed = [1, 'x']\ncolour = 1", "what-if.toml (colour): unknown key"),
        ("time_limit = [5, -1]", "what-if.toml (time_limit): must be seconds"),
    ],
)
def test_faults_of_the_file(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read_scenarios(scenario(tmp_path, text))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[rules.pairing]\nlevel = ['off', 'hrad']", "what-if.toml (rules.pairing): cannot be 'hrad'"),
        (
            "[[change]]\nremove = { sheet = 'Experts', keys = ['WCO-01', 'X'] }",
            "what-if.toml change 1, Experts.csv: no row has expert 'X'",
        ),
        (
            "[[change]]\nset = { sheet = 'Experts', key = 'X', column = 'days', value = 1, values = [2] }",
            "what-if.toml change 1: set takes sheet, key, column, value",
        ),
    ],
)
def test_faults_of_one_scenario(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read_scenarios(scenario(tmp_path, text))[-1].read()
    assert words in str(caught.value)


def test_the_faults_of_a_folder_are_told_together(tmp_path: Path) -> None:
    for name in ("a", "b"):
        scenario(tmp_path, f"{name} = 1").rename(tmp_path / f"{name}.toml")
    with pytest.raises(InputError) as caught:
        read_scenarios(tmp_path)
    assert [fault.place for fault in caught.value.faults] == ["a.toml", "b.toml"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="is a folder without a scenario"):
        read_scenarios(tmp_path / "empty")
