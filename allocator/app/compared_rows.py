"""Two results in one calendar: where each mission is now, where it was, and in words what differs."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from allocator.app.calendar_days import spells_of
from allocator.app.calendar_rows import entries_by_week, mission_words, mondays_of
from allocator.app.compared_days import days_compared
from allocator.questions.comparison.differences import SERVED
from allocator.report.calendar_sheet import is_on_the_way, request_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from allocator.app.texts import Texts
    from allocator.questions.comparison import Comparison
    from allocator.questions.comparison.differences import Difference, Seating
    from allocator.results.result import Result

#: What can differ, as the page draws it.
ADDED, DROPPED, MOVED, PERSON, PAYER = _KINDS = ("added", "dropped", "moved", "person", "payer")

_WEEK = timedelta(weeks=1)

_Row = dict[str, Any]
_Cells = dict[int, dict[str, "list[Result]"]]  # week, request, the results that have it there


@dataclass(frozen=True, slots=True)
class _Told:
    """What differs of a mission in a row: kinds, and a sentence for each difference."""

    kinds: dict[str, None]
    says: dict[str, None]


def weeks_compared(comparison: "Comparison") -> list[date]:
    """The Mondays of all weeks that lie in one of two results, or between them."""
    mondays = [monday for entry in comparison.entries for monday in mondays_of(entry.best)]
    first, last = min(mondays), max(mondays)
    return [first + n * _WEEK for n in range((last - first) // _WEEK + 1)]


def rows_compared(comparison: "Comparison", who: str, say: "Texts") -> list[_Row]:
    """A row for everybody of a kind (`Member` or `Expert`) with a mission in one of two results, of which the
    second is looked at. Rows are sorted by how many missions differ, or by the week of the first of them."""
    weeks = {monday: place for place, monday in enumerate(weeks_compared(comparison))}
    told, names = _told(comparison, who, say), dict[str, str]()
    before, after = (spells_of(entry.best, who) for entry in comparison.entries)
    cells: dict[str, _Cells] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for entry in reversed(comparison.entries):
        for code, name, entries in entries_by_week(entry.best, who):
            names.setdefault(code, name)
            for monday, found in entries.items():
                for each in (each for each in found if not is_on_the_way(each)):
                    cells[code][weeks[monday]][request_in(each)].append(entry.best)
    now = comparison.entries[-1].best
    return [
        {
            **_row(code, names[code], cells[code], told[code], now, say),
            **days_compared(before.get(code, ()), after.get(code, ()), [*weeks], say),
        }
        for code in sorted(cells)
    ]


def legend_compared(comparison: "Comparison", say: "Texts") -> list[dict[str, str]]:
    """What the marks of missions mean, and how many have each."""
    found = Counter(kind for kinds in _kinds_by_request(comparison.differences).values() for kind in kinds)
    if not found:
        return []
    listed = [{"kind": k, "says": say(f"legend.{k}", n=found[k])} for k in _KINDS if found[k]]
    return [*listed, {"kind": "was", "says": say("legend.was")}]


def compared_words(say: "Texts") -> dict[str, Any]:
    """What the calendar of two results itself says."""
    orders = {
        "code": "order.code",
        "name": "order.name",
        "missions": "order.differs",
        "first": "order.first.differs",
    }
    return {
        "legend": say("legend"),
        "search": say("calendar.search"),
        "sort": say("calendar.sort"),
        "orders": {order: say(key) for order, key in orders.items()},
        "turned": say("calendar.turned"),
        "show": say("calendar.show"),
        "some": say("differs.some"),
        "all": say("calendar.some"),
        "rows": say("calendar.rows", shown="{shown}", of="{of}"),
    }


def _row(code: str, name: str, cells: _Cells, told: dict[str, _Told], now: "Result", say: "Texts") -> _Row:
    here = {each for found in cells.values() for each, results in found.items() if _is_in(now, results)}
    differ = [week for week, found in cells.items() if any(request in told for request in found)]
    return {
        "code": code,
        "name": name,
        "missions": {
            week: [
                _mission(request, results, told.get(request), now if request in here else None, say)
                for request, results in found.items()
            ]
            for week, found in cells.items()
        },
        "count": len(told),
        "begins": min(differ, default=None),
    }


def _mission(
    request: str, found: "list[Result]", told: _Told | None, now: "Result | None", say: "Texts"
) -> dict[str, Any]:
    """A mission in a week of one result, or of both, in the words of the one looked at where that has it.
    `now` is None where the row has lost it: then the place where it was has the marks."""
    gone = now is None or not _is_in(now, found)
    kinds = told.kinds if told else ()
    signs = [kind for kind in kinds if kind in (DROPPED, PERSON)] if now is None else [] if gone else [*kinds]
    says = [mission_words(found[0], request, say), *(told.says if told else ())]
    return {
        "request": request,
        "says": "; ".join(says),
        "signs": signs,
        "gone": gone,
        "way": False,
        "locked": False,
        "marked": False,
        "colour": "#fff" if told is None else "#FFF2CC",
    }


def _is_in(result: "Result", results: "list[Result]") -> bool:
    return any(each is result for each in results)


def _told(comparison: "Comparison", who: str, say: "Texts") -> dict[str, dict[str, _Told]]:
    """By the code of a row, by request, what differs there: of a Member everything, of an expert what is
    about the own place in a team."""
    found: dict[str, dict[str, _Told]] = defaultdict(dict)
    for each in comparison.differences:
        people = (seating.expert for seating in each.seatings if seating.expert)
        for code in _hosts(comparison, each.request) if who == "Member" else people:
            told = found[code].setdefault(each.request, _Told({}, {}))
            for kind, sentence in _sentences(each, say):
                told.kinds[kind] = told.says[sentence] = None
    return found


def _hosts(comparison: "Comparison", request: str) -> set[str]:
    """The Members that take part in a request in one of the plans."""
    plans = [entry.best.plan for entry in comparison.entries]
    asked = [(plan, plan.requests[request]) for plan in plans if request in plan.requests]
    return {code for plan, each in asked for code in plan.members_of(each)}


def _kinds_by_request(differences: "Iterable[Difference]") -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for each in differences:
        found[each.request] |= set(_kinds(each.seatings, each.kinds))
    return found


def _kinds(seatings: "Sequence[Seating]", kinds: "Sequence[str]") -> "Iterator[str]":
    """What a difference is on the calendar."""
    before, now = (seating.fate == SERVED for seating in seatings)
    if before and now:
        yield from ({"date": MOVED, "person": PERSON, "payer": PAYER}[kind] for kind in kinds)
    elif before or now:
        yield DROPPED if before else ADDED


def _sentences(each: "Difference", say: "Texts") -> "Iterator[tuple[str, str]]":
    """The kinds of a difference, each with its sentence."""
    before, now = each.seatings
    for kind in _kinds(each.seatings, each.kinds):
        if kind == PERSON:
            yield kind, _person(each.seat, before.expert, now.expert, say)
        elif kind == MOVED and before.start and now.start:
            yield kind, say("differs.moved", was=say.day(before.start), now=say.day(now.start))
        elif kind == PAYER:
            nobody = say("differs.nobody")
            yield kind, say("differs.payer", was=before.agreement or nobody, now=now.agreement or nobody)
        else:
            fate = say.said(now.fate if kind == DROPPED else before.fate)
            yield kind, say(f"differs.{kind}", fate=fate)


def _person(seat: str, before: str, now: str, say: "Texts") -> str:
    if before and now:
        return say("differs.person", seat=seat, was=before, now=now)
    return say("differs.more", seat=seat, who=now) if now else say("differs.fewer", seat=seat, who=before)
