"""What is asked for as cell changes in the workbook's terms, and as a scenario writes them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from allocator.errors import InputError
from allocator.inputs.plan_file import plan_from_raw, raw_of
from allocator.plan import Plan, calendar
from allocator.plan.allocation import Allocation, Mission
from allocator.plan.entities import Request
from allocator.plan.policy import CoordinationModel, Level
from allocator.questions.explaining.negotiation.cells import Cell
from allocator.results.explanation import CellChange
from allocator.tables.changes import with_changes

#: Sheet and column of the limits, by kind.
LIMITS: Mapping[str, tuple[str, str]] = {
    "missions": ("Experts", "missions"),
    "days": ("Experts", "days"),
    "away_at_once": ("Administrations", "away at once"),
    "release_days": ("Administrations", "days"),
    "missions_at_once": ("Members", "missions at once"),
    "budget": ("Agreements", "budget"),
}


@dataclass(frozen=True)
class Applied:
    """One kind of change to one subject: its cells, and the verbs of a scenario that make it."""

    kind: str
    subject: tuple[str, ...]
    units: int
    cells: tuple[CellChange, ...]
    verbs: tuple[Mapping[str, Any], ...]


def applied(
    plan: Plan, model: CoordinationModel, request: Request, asked: Sequence[tuple[Cell, int]],
    allocation: Allocation,
) -> list[Applied]:  # fmt: skip
    """The changes that an answer asks for, those of one row together."""
    mission = allocation.by_request[request.request]
    by_kind: dict[str, list[tuple[Cell, int]]] = {}
    for cell, units in asked:
        by_kind.setdefault(cell.kind, []).append((cell, units))
    found: list[Applied] = []
    for kind, some in by_kind.items():
        if kind == "level":
            found.append(_levels(plan, request, {cell.subject[1]: units for cell, units in some}))
        elif kind == "language":
            found.append(_languages(request, [cell.subject[1] for cell, _ in some]))
        else:
            found += [_single(plan, model, request, mission, allocation, *each) for each in some]
    return found


def _single(
    plan: Plan, model: CoordinationModel, request: Request, mission: Mission, allocation: Allocation,
    cell: Cell, units: int,
) -> Applied:  # fmt: skip
    if cell.kind == "window":
        changes = [_window(plan, request, cell.subject[1], units)]
    elif cell.kind == "pairing":
        word = "off" if model.level("pairing") is Level.OFF else "preferred"
        changes = [_set("Requests", (request.request,), "pairing", request.pairing, word)]
    elif cell.kind == "accreditation":
        changes = [_set("Qualifications", cell.subject, "status", "pre-accredited", "accredited")]
    elif cell.kind == "release":
        changes = list(_release(plan, request, mission, cell.subject[0]))
    else:
        changes = [_limit(plan, cell, units, allocation)]
    units = sum(change[2] for change in changes) if cell.kind in ("release", "budget") else units
    return Applied(
        cell.kind, cell.subject, units, tuple(c for c, _, _ in changes), tuple(v for _, v, _ in changes)
    )


_Change = tuple[CellChange, Mapping[str, Any], int]  # and its size in real units


def _set(
    sheet: str, key: tuple[str, ...], column: str, before: object, after: object, size: int = 1
) -> _Change:
    value = list(after) if isinstance(after, tuple) else after
    words = {"sheet": sheet, "key": key[0] if len(key) == 1 else list(key), "column": column, "value": value}
    return CellChange(sheet=sheet, key=key, column=column, before=before, after=after), {"set": words}, size


def _add(sheet: str, key: tuple[str, ...], row: Mapping[str, Any], says: str, size: int = 1) -> _Change:
    cell = CellChange(sheet=sheet, key=key, column="", before=None, after=says)
    return cell, {"add": {"sheet": sheet, "row": dict(row)}}, size


def _window(plan: Plan, request: Request, column: str, days: int) -> _Change:
    if column == "earliest start":
        before = request.earliest_start or plan.settings.start
        return _set("Requests", (request.request,), column, before, before - timedelta(days=days), days)
    before = request.latest_end or plan.settings.end
    return _set("Requests", (request.request,), column, before, before + timedelta(days=days), days)


def _levels(plan: Plan, request: Request, lower: Mapping[str, int]) -> Applied:
    """A seat of the request's own has its level set; else the seats of its type become its own."""
    code, changes = request.request, list[_Change]()
    own = any(row.request == code for row in plan.request_seats)
    for seat in plan.seats_of(request):
        units = lower.get(seat.seat, 0)
        level = seat.minimum_level - units
        if own and units:
            changes.append(
                _set("Request seats", (code, seat.seat), "minimum level", seat.minimum_level, level, units)
            )
        elif not own:
            row = {"request": code, "seat": seat.seat, "profile": seat.profile, "topic": seat.topic,
                   "count": seat.count, "status": seat.status, "minimum level": level}  # fmt: skip
            row = {header: value for header, value in row.items() if value != ""}
            says = f"minimum level {level}" + (
                f" instead of {seat.minimum_level}" if units else ", as its type"
            )
            changes.append(_add("Request seats", (code, seat.seat), row, says, units))
    cells, verbs = tuple(c for c, _, _ in changes), tuple(v for _, v, _ in changes)
    return Applied("level", (code, *lower), sum(lower.values()), cells, verbs)


def _languages(request: Request, names: list[str]) -> Applied:
    after = (*request.languages, *names)
    cell, verb, _ = _set("Requests", (request.request,), "languages", request.languages, after)
    return Applied("language", (request.request, *names), len(names), (cell,), (verb,))


def _release(plan: Plan, request: Request, mission: Mission, expert: str) -> Iterator[_Change]:
    """A row for every run of days away on which the expert is not released."""
    departure, back = calendar.away(plan, request, expert, mission.start)
    spells = plan.availability_of.get(expert, ())
    days = [departure + timedelta(days=n) for n in range((back - departure).days + 1)]
    missing = [day for day in days if not any(first <= day <= last for first, last in spells)]
    for first, last in _runs(missing):
        row = {"expert": expert, "from": first, "to": last}
        yield _add("Availability", (expert,), row, f"{first} to {last}", (last - first).days + 1)


def _runs(days: list[date]) -> list[tuple[date, date]]:
    runs: list[tuple[date, date]] = []
    for day in days:
        if runs and day - runs[-1][1] == timedelta(days=1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _limit(plan: Plan, cell: Cell, units: int, allocation: Allocation) -> _Change:
    """A limit further up: by so many units, a budget by what is spent beyond it."""
    sheet, column = LIMITS[cell.kind]
    code = cell.subject[0]
    records: Mapping[str, Mapping[str, Any]] = {
        "Experts": plan.experts, "Administrations": plan.administrations, "Members": plan.members,
        "Agreements": plan.agreements or {},
    }  # fmt: skip
    before = getattr(records[sheet][code], column.replace(" ", "_"))
    if cell.kind == "budget":
        units = _spent(plan, allocation, code) + _spent(plan, plan.delivered, code) - before
    if not _has_row(plan, sheet, code):  # known from the bundled table of Members alone
        key = sheet.removesuffix("s").casefold()
        return _add(sheet, (code,), {key: code, column: before + units}, f"{column} {before + units}", units)
    return _set(sheet, (code,), column, before, before + units, units)


def _has_row(plan: Plan, sheet: str, code: str) -> bool:
    try:
        raw_of(plan).without_row(sheet, code)
    except InputError:
        return False
    return True


def _spent(plan: Plan, allocation: Allocation, agreement: str) -> int:
    return sum(
        plan.cost_of(plan.requests[mission.request], place.expert)
        for mission, place in allocation.assignments()
        if mission.agreement == agreement
    )


def changed(plan: Plan, changes: Sequence[Applied]) -> Plan:
    """The plan under all the changes. Raises InputError for one that does not make a plan."""
    verbs = [verb for change in changes for verb in change.verbs]
    return plan_from_raw(with_changes(raw_of(plan), verbs))
