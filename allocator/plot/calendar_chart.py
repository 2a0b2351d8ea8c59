"""Who is on mission when: a bar for each mission, Members or experts down; above, how many run each week."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

import altair as alt

from allocator.plot.style import FAINT, GROUND, INK, LEVELS, WIDTH, empty, finished, rows_of
from allocator.report.findings import calendar_finding, calendar_lines, part_words
from allocator.report.phrases import Phrases, phrases
from allocator.report.place_names import member_label
from allocator.report.stays import Stay, stays
from allocator.report.words import person_words

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.results.result import Result

By = Literal["member", "expert"]
_Record = dict[str, Any]

_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)
_MANY = 40  # rows, from which on they are lower, and the months stand below as well
_LETTER = 5.2  # pixels of a request's code
_ROOM = 15  # days of its month that the first day may leave behind, to be named
_LONG = 550  # days, from which on not every month is named


def calendar(
    result: "Result", by: By = "member", *, only: Iterable[str] | None = None, language: str = "en"
) -> Any:
    """Missions in time, a row for each Member (or expert) who has one, by name; with `only` these rows alone,
    and nothing that speaks of others. A bar is as long as the days at the Member, the line behind it as the
    days away."""
    return calendar_part(result, by, only, phrases(language), weeks=only is None)


def calendar_part(result: "Result", by: By, only: Iterable[str] | None, say: Phrases, *, weeks: bool) -> Any:
    """Some rows of the calendar; with `weeks`, what is found in the whole one stands above them."""
    plan, team = result.plan, stays(result)
    names = rows_by(result, by, say)
    if only is not None:
        names = {code: names[code] for code in only if code in names}
    order = list(names.values())
    title = calendar_finding(result, say) if weeks else part_words(order, say)
    lines = calendar_lines(by, say)
    if not names:
        return empty(title, lines)
    height = 16 if len(order) <= _MANY else 13
    gantt = _gantt(plan, _bars(plan, team, names, by, say), _ground(plan, names, by), order, height, say)
    if not weeks:
        return finished(gantt, title, lines)
    both = alt.vconcat(_weeks(plan, team, say), gantt, spacing=6).resolve_scale(color="independent")
    return finished(both, title, lines)


def rows_by(result: "Result", by: By, say: Phrases) -> dict[str, str]:
    """What stands before each row of the calendar, by code, in alphabetical order."""
    plan, team = result.plan, stays(result)
    if by == "expert":
        codes = {stay.place.expert for stay in team}
        named = {code: person_words(plan, code) for code in codes}
    else:
        codes = {code for stay in team for code in plan.members_of(stay.request)}
        named = {code: _told_apart(plan, code, say) for code in codes}
    return dict(sorted(named.items(), key=lambda pair: (pair[1].casefold(), pair[0])))


def _told_apart(plan: "Plan", code: str, say: Phrases) -> str:
    """A Member's name, with the code where another one is called the same."""
    same = sum(member.name == plan.members[code].name for member in plan.members.values())
    name = member_label(plan, code, say)
    return f"{name} ({code})" if same > 1 and name != code else name


def _bars(
    plan: "Plan", team: Sequence[Stay], names: dict[str, str], by: By, say: Phrases
) -> Iterator[_Record]:
    """A record for each mission in each row; its code stands behind the bar where there is room."""
    rows: dict[str, dict[str, Stay]] = {code: {} for code in names}
    for stay in team:
        for code in [stay.place.expert] if by == "expert" else plan.members_of(stay.request):
            if code in rows:
                rows[code].setdefault(stay.place.request, stay)
    pixels = WIDTH / ((plan.settings.end - plan.settings.start).days + 1)
    for code, own in rows.items():
        ordered = sorted(own.values(), key=lambda stay: stay.mission.start)
        for stay, following in zip(ordered, [*ordered[1:], None], strict=True):
            until = plan.settings.end if following is None else following.departure
            room = ((until - stay.last).days - 1) * pixels
            request = stay.request
            yield {
                "row": names[code],
                "from": _moment(stay.mission.start), "to": _moment(stay.last + _DAY),
                "out": _moment(stay.departure), "in": _moment(stay.back + _DAY),
                "level": say(f"level.{plan.mission_types[request.mission_type].level}"),
                "request": request.request,
                "label": request.request if room > _LETTER * len(request.request) else "",
                "what": ", ".join(dict.fromkeys(filter(None, (request.mission_type, request.topic)))),
                "team": ", ".join(stay.mission.experts),
            }  # fmt: skip


def _ground(plan: "Plan", names: dict[str, str], by: By) -> Iterator[_Record]:
    """Behind the bars: when a Member is closed, or an expert is released."""
    if by == "expert":
        spells = [(code, *span) for code in names for span in plan.availability_of.get(code, ())]
    else:
        spells = [(row.member, row.first, row.last) for row in plan.closures if row.member in names]
    for code, first, last in spells:
        begin, end = max(first, plan.settings.start), min(last, plan.settings.end)
        if begin <= end:
            yield {"row": names[code], "from": _moment(begin), "to": _moment(end + _DAY)}


def _gantt(
    plan: "Plan", bars: Iterable[_Record], ground: Iterable[_Record], order: list[str], height: int,
    say: Phrases,
) -> Any:  # fmt: skip
    bars = list(bars)
    y = alt.Y("row:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False, labelPadding=6))
    x = _time(plan, say, top=len(order) > _MANY)
    levels = [say(f"level.{level}") for level in LEVELS]
    colour = alt.Color(
        "level:N", title=say("level"), scale=alt.Scale(domain=levels, range=list(LEVELS.values())),
        legend=alt.Legend(orient="bottom", direction="horizontal"),
    )  # fmt: skip
    tips = [alt.Tooltip(f"{field}:N") for field in ("request", "row", "what", "team")]
    data = rows_of(bars)
    layers = [
        alt.Chart(rows_of(ground)).mark_bar(color=GROUND, height=height - 2).encode(x=x, x2="to:T", y=y),
        alt.Chart(data).mark_rule(color=INK, strokeWidth=1).encode(x="out:T", x2="in:T", y=y),
        alt.Chart(data)
        .mark_bar(height=height - 5, stroke=INK, strokeWidth=0.4)
        .encode(x=x, x2="to:T", y=y, color=colour, tooltip=tips),
        alt.Chart(data)
        .mark_text(align="left", dx=5, fontSize=8.5, color=INK)
        .encode(x="in:T", y=y, text="label:N"),
    ]  # fmt: skip
    return alt.layer(*layers).properties(width=WIDTH, height=height * len(order))


def _time(plan: "Plan", say: Phrases, *, top: bool = False) -> alt.X:
    """The months of the plan, named in the language."""
    first, last = plan.settings.start, plan.settings.end
    begin = f"time(datetime({first.year}, {first.month - 1}, {first.day}))"
    year = f"month(datum.value) == 0 || time(datum.value) == {begin} ? ' ' + year(datum.value) : ''"
    words = f"{say.months}[month(datum.value)] + ({year})"
    axis = alt.Axis(
        values=[_moment(day) for day in _months(first, last)], labelExpr=words, labelAlign="left",
        labelOffset=2, title=say("axis.time", span=say.span(first, last)), orient="top" if top else "bottom",
    )  # fmt: skip
    return alt.X(
        "from:T", scale=alt.Scale(domain=[_moment(first), f"{last.isoformat()}T23:59:59"]), axis=axis
    )


def _months(first: date, last: date) -> Iterator[date]:
    """The days under which a month is named: the plan's first, where there is room, and firsts of months."""
    if first.day <= _ROOM:
        yield first
    step = 1 if (last - first).days < _LONG else 3
    day = (first.replace(day=1) + 31 * _DAY).replace(day=1)
    while day <= last:
        if (day.month - first.month) % step == 0:
            yield day
        day = (day + 31 * _DAY).replace(day=1)


def _weeks(plan: "Plan", team: Iterable[Stay], say: Phrases) -> Any:
    """How many missions run in each week."""
    runs = {stay.place.request: (stay.mission.start, stay.last) for stay in team}
    monday = plan.settings.start - plan.settings.start.weekday() * _DAY
    records: list[_Record] = []
    while monday <= plan.settings.end:
        sunday = monday + 6 * _DAY
        number = sum(first <= sunday and last >= monday for first, last in runs.values())
        begin, end = max(monday, plan.settings.start), min(sunday, plan.settings.end)
        records.append({"from": _moment(begin), "to": _moment(end + _DAY), "missions": number, "zero": 0})
        monday += _WEEK
    most = max(record["missions"] for record in records)
    axis = alt.Axis(values=sorted({0, most // 2, most}), format="d")
    y = alt.Y("missions:Q", title=say("axis.missions_a_week"), axis=axis)
    x = _time(plan, say).axis(labels=False, ticks=False, title=None, grid=False)
    bars = alt.Chart(rows_of(records)).mark_bar(color=FAINT, stroke="white", strokeWidth=0.5)
    return bars.encode(x=x, x2="to:T", y=y, y2="zero:Q").properties(width=WIDTH, height=56)


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00"
