"""The plans and coordination models that come with the package.

A wheel carries them inside the package, a checkout at its top level. Only a command that is given no path
reads them from here; everything else takes paths.
"""

from pathlib import Path

from allocator.errors import DefectError

_PACKAGE = Path(__file__).parent


def bundled_plan() -> Path:
    """The plan of a typical year that `allocator solve` takes when it is given none."""
    return _root() / "scenarios" / "plans" / "columbus"


def bundled_model() -> Path:
    """The coordination model that is used when none is named."""
    return _root() / "models" / "national.toml"


def _root() -> Path:
    """The folder that holds `models` and `scenarios`."""
    places = (_PACKAGE / "bundled", _PACKAGE.parent)
    for place in places:
        if (place / "models" / "national.toml").is_file() and (place / "scenarios").is_dir():
            return place
    raise DefectError(
        "the bundled plan and models are not where they were installed", [str(p) for p in places]
    )
