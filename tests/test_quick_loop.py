"""The quick loop has every rule, goal, reader and operator."""

from pathlib import Path

import pytest

from allocator.goals import GOALS
from tests.conftest import is_fast
from tests.plans_by_hand import RULES

TESTS = Path(__file__).parent
RULE_TESTS = [next(TESTS.glob(f"rules/*/test_{code}.py"), TESTS / f"test_{code}.py") for code in RULES]
OPERATORS = ("insertion", "ejection", "guided_ejection", "perturbation", "ruin", "late_acceptance")


@pytest.mark.parametrize(
    "path",
    [
        *RULE_TESTS,
        TESTS / "goals" / "test_values.py",
        TESTS / "tables" / "test_sources.py",
        *(TESTS / "search" / "local" / f"test_{operator}.py" for operator in OPERATORS),
    ],
    ids=lambda path: path.stem.removeprefix("test_"),
)
def test_it_has_what_everything_rests_on(path: Path) -> None:
    assert path.exists() and is_fast(path)


@pytest.mark.parametrize("code", [module.GOAL.code for module in GOALS])
def test_it_has_every_goal(code: str) -> None:
    assert f'"{code}"' in (TESTS / "goals" / "test_values.py").read_text(encoding="utf-8")


def test_it_leaves_the_rest_out() -> None:
    assert not is_fast(TESTS / "search" / "test_brute_force.py")
