"""The world: which administration sends people to which Member.

Borders are those of Natural Earth (public domain), 1:50 million, in the form of world-atlas 2.0.2 (ISC); its
file and licence stand in `borders`. They are drawn as the source has them and say nothing about the status of
any territory. Every Member is a point at its capital, so that small islands are seen.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

import altair as alt

from allocator.plan.reference import members
from allocator.plot.routes import Place, Traffic, arc, labelled, place_of, traffic
from allocator.plot.style import FAINT, GROUND, INK, OTHERS, REGION_LINES, SERIES, WIDTH, finished, rows_of
from allocator.report.findings import map_finding, payer_label
from allocator.report.phrases import Phrases, phrases
from allocator.report.place_names import known_label

if TYPE_CHECKING:
    from allocator.results.result import Result

By = Literal["region", "agreement"]

_HEIGHT = 390
_MOST_NAMES = 24
_CROWDED = 250  # routes, from which on they are paler
_ANTARCTICA = "010"


def map(result: "Result", by: By = "region", *, language: str = "en") -> Any:
    """Arcs from the experts' countries to the Members that receive them, coloured by the Member's region or
    by the agreement that pays."""
    say = phrases(language)
    groups, colours = _by_agreement(result, say) if by == "agreement" else _by_region(result)
    moves = traffic(result, groups)
    names = {code: known_label(code, say) for code in members()}
    layers = [_land(), *_arcs(moves, colours, say(f"map.by_{by}")), *_points(moves, names, say)]
    picture = alt.layer(*layers).project("equalEarth", precision=0.1).properties(width=WIDTH, height=_HEIGHT)
    lines = [say("map.reading"), say("map.source")]
    if moves.unplaced:
        lines.insert(1, say("map.unplaced", places=say.counted("places", moves.unplaced)))
    return finished(picture, map_finding(result, say), lines)


def _by_region(result: "Result") -> tuple[dict[str, str], Mapping[str, str]]:
    plan = result.plan
    groups = {
        mission.request: plan.members[plan.requests[mission.request].member].region or "-"
        for mission in result.allocation.missions
    }
    used = set(groups.values())
    colours = {region: colour for region, colour in REGION_LINES.items() if region in used}
    return groups, {**colours, **dict.fromkeys(sorted(used - set(colours)), OTHERS)}


def _by_agreement(result: "Result", say: Phrases) -> tuple[dict[str, str], Mapping[str, str]]:
    """The agreements that pay for most missions have a colour each, the others one together."""
    paid = Counter(mission.agreement or "" for mission in result.allocation.missions)
    own = {code: payer_label(result.plan, code, say) for code, _ in paid.most_common(len(SERIES))}
    rest = say("map.others")
    groups = {
        mission.request: own.get(mission.agreement or "", rest) for mission in result.allocation.missions
    }
    colours = dict(zip(own.values(), SERIES, strict=False))
    return groups, {**colours, rest: OTHERS} if len(paid) > len(SERIES) else colours


@cache
def _borders() -> str:
    """Left as text: Vega reads it, and Altair would look at each of its numbers."""
    return files("allocator.plot").joinpath("borders/countries-50m.json").read_text(encoding="utf-8")


def _land() -> Any:
    form = alt.TopoDataFormat(feature="countries", type="topojson")
    land = alt.Chart(alt.InlineData(values=_borders(), format=form))
    return land.transform_filter(f"datum.id !== '{_ANTARCTICA}'").mark_geoshape(
        fill=GROUND, stroke="#ffffff", strokeWidth=0.6
    )


def _arcs(moves: Traffic, colours: Mapping[str, str], title: str) -> Iterable[Any]:
    if not moves.routes:
        return
    shapes = [
        {
            "type": "Feature", "geometry": {"type": "LineString", "coordinates": arc(route.start, route.end)},
            "group": route.group, "people": route.people,
        }
        for route in sorted(moves.routes, key=lambda route: route.people)
    ]  # fmt: skip
    colour = alt.Color(
        "group:N", title=title, scale=alt.Scale(domain=list(colours), range=list(colours.values())),
        legend=alt.Legend(orient="bottom", direction="horizontal", symbolType="stroke", columns=3),
    )  # fmt: skip
    crowded = len(shapes) > _CROWDED
    thickness = alt.Scale(domain=[1, 6], range=[0.5, 2] if crowded else [0.9, 3], clamp=True)
    width = alt.StrokeWidth("people:Q", legend=None, scale=thickness)
    paleness = 0.35 if crowded else 0.7
    arcs = alt.Chart(rows_of(shapes)).mark_geoshape(filled=False, strokeOpacity=paleness)
    yield arcs.encode(stroke=colour, strokeWidth=width)


def _points(moves: Traffic, names: Mapping[str, str], say: Phrases) -> Iterable[Any]:
    """Every Member; those that send, those that receive, and as many names as have room."""
    where = {"longitude": "longitude:Q", "latitude": "latitude:Q"}
    every = rows_of(_record(code, place_of(code)) for code in names)
    yield alt.Chart(every).mark_circle(size=7, color="#8a8a8a", opacity=1).encode(**where)
    senders = rows_of(_record(code, place_of(code), people=number) for code, number in moves.sent.items())
    yield (
        alt.Chart(senders)
        .mark_point(shape="diamond", size=34, color=INK, fill="#ffffff", strokeWidth=1, opacity=1)
        .encode(**where)
    )
    if not moves.received:
        return
    hosts = rows_of(_record(code, place_of(code), missions=n) for code, n in moves.received.items())
    most = max([6, *moves.received.values()])
    size = alt.Size(
        "missions:Q", title=say("map.missions_received"), scale=alt.Scale(domain=[0, most], range=[0, 170]),
        legend=alt.Legend(orient="bottom", direction="horizontal", values=[1, 2, 4, most]),
    )  # fmt: skip
    hosting = alt.Chart(hosts).mark_circle(color=INK, opacity=0.85, stroke="#ffffff", strokeWidth=0.6)
    yield hosting.encode(**where, size=size)
    chosen = labelled(dict(names), [code for code, _ in moves.received.most_common()], _MOST_NAMES)
    labels = rows_of(_record(code, place_of(code), name=names[code]) for code in chosen)
    halo = alt.Chart(labels).mark_text(
        align="left", dx=7, dy=1, fontSize=9, stroke="#ffffff", strokeWidth=3, strokeOpacity=0.85
    )
    yield halo.encode(**where, text="name:N")
    yield (
        alt.Chart(labels)
        .mark_text(align="left", dx=7, dy=1, fontSize=9, color=FAINT)
        .encode(**where, text="name:N")
    )


def _record(code: str, place: Place | None, **more: Any) -> dict[str, Any]:
    return {**(place._asdict() if place else {}), "code": code, **more}
