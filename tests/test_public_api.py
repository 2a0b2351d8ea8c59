"""The public names: sorted, importable, cheap to have, and never hidden behind a module."""

import pkgutil
import subprocess
import sys
from types import ModuleType

import pytest

import allocator

HEAVY = (
    "altair",
    "highspy",
    "nicegui",
    "numpy",
    "openpyxl",
    "ortools",
    "pandas",
    "pydantic",
    "rich",
    "scipy",
    "typer",
    "xlsxwriter",
)


def loaded_after(statement: str) -> set[str]:
    """Top-level packages that a fresh interpreter has loaded after a statement."""
    code = f"import sys; {statement}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_names_are_sorted() -> None:
    assert allocator.__all__ == sorted(allocator.__all__)


@pytest.mark.parametrize("name", allocator.__all__)
def test_every_name_can_be_had(name: str) -> None:
    found = getattr(allocator, name)
    assert not isinstance(found, ModuleType)
    assert found.__name__ == name
    assert name in dir(allocator)


def test_no_module_bears_a_public_name() -> None:
    """`import allocator.explain` would put that module in the place of the function `allocator.explain`."""
    modules = {module.name for module in pkgutil.iter_modules(allocator.__path__)}
    assert modules.isdisjoint(allocator.__all__)


def test_functions_stay_functions_whatever_is_imported() -> None:
    modules = (
        module.name for module in pkgutil.iter_modules(allocator.__path__) if module.name != "__main__"
    )
    statements = "; ".join(f"import allocator.{name}" for name in modules)
    code = f"{statements}; print(*(type(getattr(allocator, name)).__name__ for name in allocator.__all__))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "module" not in done.stdout.split()


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'slove'"):
        allocator.slove  # noqa: B018


def test_the_version_is_a_text() -> None:
    assert allocator.__version__[0].isdigit()


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert loaded_after("import allocator").isdisjoint(HEAVY)


def test_the_errors_load_nothing_heavy() -> None:
    assert loaded_after("from allocator import InputError, Plan, CoordinationModel").isdisjoint(HEAVY)


def test_the_command_line_loads_no_engine_before_a_command_runs() -> None:
    engine = {"highspy", "numpy", "openpyxl", "ortools", "pandas", "scipy", "xlsxwriter"}
    assert loaded_after("import allocator.cli").isdisjoint(engine)
