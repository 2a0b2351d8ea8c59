"""Calendars as `.ics` files (RFC 5545) that follow on from those in the folder.

An entry that has not changed keeps its number; one that has gets a higher SEQUENCE, and one that is gone says
STATUS:CANCELLED, so that a calendar program which takes the file in again moves and strikes out what it has
instead of doubling it. Without an earlier file the number is the minute of the export, which is higher than
that of any export before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from icalendar import Calendar, Component, Event, vText

from allocator.errors import Fault, InputError
from allocator.export.file_names import file_name
from allocator.export.text import clean
from allocator.outside.file_kinds import odd_kind
from allocator.report.proposing.calendar_entries import CalendarOf, Entry

KINDS = ("experts", "members", "agreements")
_PRODUCT = "-//Allocator//Calendars//EN"
_OURS = "@allocator"
_CANCELLED = "CANCELLED"
_GONE = "Cancelled: "
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_LARGEST = 10 << 20
#: What a changed entry differs in; stamps and numbers follow from it.
_SAYS = ("dtstart", "dtend", "summary", "description", "location", "status", "transp")


@dataclass(frozen=True, slots=True)
class Stamp:
    """When an export is made, and the number of what it changes for the first time."""

    now: datetime

    @property
    def number(self) -> int:
        """Minutes since the beginning of 2020."""
        return int((self.now - _EPOCH).total_seconds()) // 60


def calendar_files(
    calendars: Iterable[CalendarOf], folder: Path, now: datetime, *, untold: Iterable[CalendarOf] = ()
) -> dict[Path, bytes]:
    """The content of every calendar file in a folder, those of earlier exports to it included.

    `untold` are calendars of the same result with what is not to be written. Raises InputError for a file of
    the folder that is no calendar of ours, and where none of its entries is known to any of these calendars:
    then they are of another plan, and would all be cancelled.
    """
    stamp = Stamp(now.astimezone(UTC).replace(microsecond=0))
    wanted = {folder / each.kind / file_name(each.owner, ".ics"): each for each in calendars}
    before = _earlier(folder)
    _require_same_plan(folder, before, [*wanted.values(), *untold])
    files = {path: _calendar(each, before.get(path), stamp) for path, each in wanted.items()}
    gone = {path: _all_gone(old, stamp) for path, old in before.items() if path not in wanted}
    return {path: content.to_ical() for path, content in {**files, **gone}.items()}


def cancelled_in(paths: Iterable[Path]) -> int:
    """How many entries of calendar files say that they are cancelled."""
    line = f"STATUS:{_CANCELLED}".encode()  # what goes on from the line before begins with a space
    return sum(path.read_bytes().splitlines().count(line) for path in paths)


def _earlier(folder: Path) -> dict[Path, Calendar]:
    """The calendars of earlier exports. Raises InputError with every file that is none."""
    found, faults = {}, []
    for kind in KINDS:
        for path in sorted((folder / kind).glob("*.ics")):
            try:
                found[path] = _read(path)
            except ValueError as error:
                place = f"{kind}/{path.name}"
                faults.append(Fault(place=place, message=f"{error}; move it away, or choose another folder"))
    if faults:
        raise InputError(str(folder), faults)
    return found


def _read(path: Path) -> Calendar:
    """A calendar that an earlier export wrote. Raises ValueError saying why it is none."""
    if odd := odd_kind(path):
        raise ValueError(f"is {odd}")
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError("is far larger than any calendar written here")
        calendar = Calendar.from_ical(path.read_bytes())
    except OSError as error:
        raise ValueError(f"cannot be read ({error.strerror or error})") from error
    except Exception as error:  # the parser has many ways to fail
        raise ValueError("is no calendar that can be read") from error
    if str(calendar.get("prodid", "")) != _PRODUCT:
        raise ValueError("is the calendar of another program")
    events = calendar.walk("VEVENT")
    if any(event.errors for event in events) or not all(_is_whole(event) for event in events):
        raise ValueError("has entries that were changed or cut off")
    return calendar


def _is_whole(event: Component) -> bool:
    return all(name in event for name in ("uid", "dtstart", "dtend", "sequence", "dtstamp", "status"))


def _require_same_plan(
    folder: Path, before: Mapping[Path, Calendar], calendars: Iterable[CalendarOf]
) -> None:
    """Nobody's entries are cancelled by a plan that knows nothing of them."""
    old = {uid for calendar in before.values() for uid in _events(calendar) if uid.endswith(_OURS)}
    new = {entry.uid for each in calendars for entry in each.entries}
    if old and old.isdisjoint(new):
        message = "holds calendars of another plan, which would all be cancelled; choose another folder"
        raise InputError(str(folder), [Fault(place=str(folder), message=message)])


def _events(calendar: Calendar) -> dict[str, Component]:
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def _calendar(wanted: CalendarOf, before: Calendar | None, stamp: Stamp) -> Calendar:
    old = {} if before is None else _events(before)
    events = {entry.uid: _follows(_event(entry), old.get(entry.uid), stamp) for entry in wanted.entries}
    gone = {uid: _gone(event, stamp) for uid, event in old.items() if uid not in events}
    return _file(_line(wanted.name), {**events, **gone})


def _all_gone(before: Calendar, stamp: Stamp) -> Calendar:
    """The calendar of somebody who has no mission any more."""
    name = before.get("name", "")
    return _file(str(name), {uid: _gone(event, stamp) for uid, event in _events(before).items()})


def _file(name: str, events: Mapping[str, Component]) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", vText(name))
    calendar.add("x-wr-calname", vText(name))
    for _, event in sorted(events.items(), key=lambda item: (_day(item[1]), item[0])):
        calendar.add_component(event)
    return calendar


def _day(event: Component) -> str:
    return _written(event, "dtstart")


def _event(entry: Entry) -> Component:
    """An entry of whole days: its end is the day after the last."""
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstart", entry.first)
    event.add("dtend", entry.last + timedelta(days=1))
    event.add("summary", _line(entry.summary))
    if entry.description:
        event.add("description", "\n".join(map(_line, clean(entry.description).split("\n"))))
    event.add("location", _line(entry.location))
    event.add("status", "TENTATIVE" if entry.tentative else "CONFIRMED")
    event.add("transp", "OPAQUE" if entry.busy else "TRANSPARENT")
    return event


def _follows(event: Component, before: Component | None, stamp: Stamp) -> Component:
    """The event as it was where it says the same; else with a number of its own."""
    if before is not None and _said(before) == _said(event):
        return before
    return _numbered(event, before, stamp)


def _gone(before: Component, stamp: Stamp) -> Component:
    """An event that was cancelled, once; what is not ours stays as it is."""
    if str(before["status"]) == _CANCELLED or not str(before["uid"]).endswith(_OURS):
        return before
    event = Event()
    for name in ("uid", "dtstart", "dtend", "location"):
        if name in before:
            event[name] = before[name]
    event.add("summary", f"{_GONE}{before.get('summary', '')}")
    event.add("status", _CANCELLED)
    event.add("transp", "TRANSPARENT")
    return _numbered(event, before, stamp)


def _numbered(event: Component, before: Component | None, stamp: Stamp) -> Component:
    number = stamp.number if before is None else max(int(_written(before, "sequence")) + 1, stamp.number)
    event.add("sequence", number)
    event.add("dtstamp", stamp.now)
    event.add("last-modified", stamp.now)
    return event


def _said(event: Component) -> tuple[str, ...]:
    return tuple(_written(event, name) for name in _SAYS)


def _written(event: Component, name: str) -> str:
    """A property as the file has it; empty where there is none."""
    if name not in event:
        return ""
    content = event[name].to_ical()
    return content.decode() if isinstance(content, bytes) else str(content)


def _line(text: str) -> str:
    """A text on one line, without control characters."""
    return " ".join(clean(text).split())
