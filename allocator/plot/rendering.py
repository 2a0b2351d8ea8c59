"""Charts as files: SVG and PNG, without a browser and without the network."""

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import vl_convert

if TYPE_CHECKING:
    import altair as alt

_SCALE = 2.0  # pixels of a PNG for each of the picture
_NEAR = 0.7  # pixels: points of an outline that are nearer to the last one are left out
_LONG = 3000  # letters of a path, from which on it is an outline of many points
_STEP = re.compile(r"([MLZ])(?:(-?[\d.]+(?:e-?\d+)?),(-?[\d.]+(?:e-?\d+)?))?")
_REFERENCE = re.compile(r'((?:id|xlink:href|href)="#?|url\(#)(clip|gradient)')
_TAG = re.compile(r"<[^>]+>")
_SPOKEN = re.compile(r' (?:role|aria-(?:label|roledescription))="[^"]*"')
_PATHS = re.compile(r'(?<= d=")[^"]+(?=")')


def picture_bytes(chart: "alt.TopLevelMixin", ending: str) -> bytes:
    """The chart as the content of a file that ends in `.svg` or `.png`."""
    if ending == ".svg":
        return svg_of(chart).encode()
    return vl_convert.vegalite_to_png(_spec(chart), vl_version=_version(), scale=_SCALE)


def svg_of(chart: "alt.TopLevelMixin", prefix: str = "") -> str:
    """The chart as one SVG element. Its texts are texts; `prefix` goes before the names inside, where several
    stand in one page."""
    drawn = vl_convert.vegalite_to_svg(_spec(chart), vl_version=_version())
    short = _PATHS.sub(lambda path: _thinned(path.group()), drawn)
    plain = _TAG.sub(lambda tag: _SPOKEN.sub("", tag.group()), short)  # marks speak by their texts alone
    return _REFERENCE.sub(rf"\1{prefix}\2", plain)


def _thinned(path: str) -> str:
    """An outline without the points that nobody can see, coordinates to a tenth of a pixel."""
    if len(path) < _LONG or set(path) - set("MLZ0123456789.,-e"):
        return path
    kept: list[str] = []
    last = (0.0, 0.0)
    for step, x, y in _STEP.findall(path):
        if step == "Z":
            kept.append("Z")
            continue
        here = (float(x), float(y))
        if step == "M" or abs(here[0] - last[0]) + abs(here[1] - last[1]) >= _NEAR:
            kept.append(f"{step}{here[0]:.1f},{here[1]:.1f}")
            last = here
    return "".join(kept)


def _spec(chart: "alt.TopLevelMixin") -> dict[str, Any]:
    spec: dict[str, Any] = chart.to_dict()
    return spec


@cache
def _version() -> str:
    """The Vega-Lite in which Altair writes, as `6.1`."""
    import altair

    return ".".join(altair.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
