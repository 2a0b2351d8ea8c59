"""The plans and coordination models that come with the package.

A wheel carries them inside the package, a checkout at its top level. Only the starter files, and a command
that is given no path, are read from here; everything else takes paths.
"""

from pathlib import Path

from allocator.errors import DefectError

_PACKAGE = Path(__file__).parents[1]


def bundled_plan() -> Path:
    """The plan of a typical year that `allocator solve` takes when it is given none."""
    return bundled_scenarios() / "plans" / "columbus"


def bundled_model() -> Path:
    """The coordination model that is used when none is named."""
    return bundled_models() / "national.toml"


def bundled_examples() -> Path:
    """The small plan whose rows the starter workbook shows as examples."""
    return bundled_scenarios() / "plans" / "first-steps"


def bundled_models() -> Path:
    """The folder of the coordination models and their guide."""
    return _root() / "models"


def bundled_scenarios() -> Path:
    """The folder of the scenarios and their guide."""
    return _root() / "scenarios"


def _root() -> Path:
    """The folder that holds `models` and `scenarios`."""
    places = (_PACKAGE / "bundled", _PACKAGE.parent)
    for place in places:
        if (place / "models" / "national.toml").is_file() and (place / "scenarios").is_dir():
            return place
    raise DefectError(
        "the bundled plan and models are not where they were installed", [str(p) for p in places]
    )
