"""Calendar files over several exports: entries move, are cancelled and come back, and are never doubled."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from icalendar import Calendar

import allocator
from allocator.errors import InputError
from allocator.export.proposing.calendar_files import calendar_files, cancelled_in
from allocator.plan import calendar
from allocator.plan.entities import Decision
from allocator.report.proposing.calendar_entries import CalendarOf, calendars
from tests.export.proposing.quick import drawn
from tests.plans_by_hand import (
    TWO_SEATS,
    decision,
    expert,
    member,
    mission,
    model_of,
    monday,
    plan_of,
    request,
)
from tests.report.results_by_hand import explained_by_hand, result_of
from tests.tiny_plans import MODELS, random_plan

if TYPE_CHECKING:
    from allocator.plan.allocation import Mission

#: Plans, each exported several times; `ALLOCATOR_CALENDARS=300` asks for more.
PLANS = int(os.environ.get("ALLOCATOR_CALENDARS", "15"))
EXPORTS = 5
AGREED = ("draft", "proposed", "accepted", "ticketed")
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def export(folder: Path, result: Any, now: datetime, *, drafts: bool = True) -> dict[Path, bytes]:
    """Write the files as the program does; what was written."""
    files = calendar_files(
        calendars(result, drafts=drafts), folder, now, untold=calendars(result, drafts=True)
    )
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return files


def events_in(content: bytes) -> dict[str, Any]:
    """The events of a file by their id; none is there twice."""
    found = Calendar.from_ical(content).walk("VEVENT")
    assert len({str(event["uid"]) for event in found}) == len(found)
    return {str(event["uid"]): event for event in found}


def all_events(files: dict[Path, bytes]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for content in files.values():
        own = events_in(content)
        assert found.keys().isdisjoint(own)  # a program may take in all files into one calendar
        found |= own
    return found


def shown(event: Any) -> tuple[Any, ...]:
    """What an entry says to whoever reads it."""
    return (
        event["dtstart"].dt, event["dtend"].dt, str(event["summary"]), str(event.get("description", "")),
        str(event["location"]), str(event["status"]),
    )  # fmt: skip


def wanted(found: tuple[CalendarOf, ...]) -> dict[str, tuple[date, date, str]]:
    return {
        entry.uid: (
            entry.first,
            entry.last + timedelta(days=1),
            "TENTATIVE" if entry.tentative else "CONFIRMED",
        )
        for each in found
        for entry in each.entries
    }


def rounds(seed: int) -> Iterator[Any]:
    """One plan with one allocation after the other, agreed further or less far."""
    plan, model = random_plan(seed), MODELS["national"]
    pick = Random(seed)
    kept: tuple[Mission, ...] = ()
    for number in range(EXPORTS):
        fresh = drawn(plan, model, 100 * seed + number).allocation.missions
        missions = [pick.choice(pair) for pair in zip(kept or fresh, fresh, strict=False)]
        kept = tuple({each.request: each for each in missions}.values())
        rows = tuple(
            Decision(
                request=place.request, seat=place.seat, expert=place.expert, start=each.start,
                agreement=each.agreement or "", status=pick.choice(AGREED),
            )
            for each in kept
            for place in each.team
        )  # fmt: skip
        yield result_of(replace(plan, decisions=rows), model, *kept)


def test_a_later_export_moves_entries_and_doubles_none(tmp_path: Path) -> None:
    told = {"moved": 0, "cancelled": 0, "same": 0, "back": 0}
    for seed in range(PLANS):
        before: dict[str, Any] = {}
        for number, result in enumerate(rounds(seed)):
            try:
                files = export(tmp_path / str(seed), result, NOON + timedelta(days=number), drafts=False)
            except InputError as error:  # nothing of the plan is in it any more
                assert "of another plan" in str(error)
                break
            now, due = all_events(files), wanted(calendars(result))
            assert before.keys() <= now.keys()
            for uid, event in now.items():
                if uid in due:
                    assert (event["dtstart"].dt, event["dtend"].dt, str(event["status"])) == due[uid]
                else:
                    assert str(event["status"]) == "CANCELLED"
                    assert str(event["summary"]).startswith("Cancelled: ")
                    assert event["dtstart"].dt == before[uid]["dtstart"].dt
                if uid in before:
                    same = shown(event) == shown(before[uid])
                    assert (event["sequence"] == before[uid]["sequence"]) == same
                    assert (event["dtstamp"].dt == before[uid]["dtstamp"].dt) == same
                    assert event["sequence"] >= before[uid]["sequence"]
                    told["same" if same else "moved"] += 1
                    told["back"] += str(before[uid]["status"]) == "CANCELLED" and uid in due
                    told["cancelled"] += str(event["status"]) == "CANCELLED" and not same
            assert due.keys() <= now.keys()
            before = now
    assert min(told.values()) > PLANS, told


def test_an_export_without_a_change_changes_no_byte(tmp_path: Path) -> None:
    for seed in range(PLANS):
        (result, *_) = rounds(seed)
        first = export(tmp_path / str(seed), result, NOON)
        assert export(tmp_path / str(seed), result, NOON + timedelta(days=3)) == first


def test_into_another_folder_the_number_is_higher_all_the_same(tmp_path: Path) -> None:
    """Whoever starts a folder anew is not taken for somebody from before."""
    (result, *_) = rounds(1)
    first = all_events(export(tmp_path / "one", result, NOON))
    second = all_events(export(tmp_path / "two", result, NOON + timedelta(minutes=1)))
    assert first.keys() == second.keys()
    assert all(second[uid]["sequence"] > first[uid]["sequence"] for uid in first)


def test_lines_are_folded_and_end_as_the_format_asks(tmp_path: Path) -> None:
    for content in export(tmp_path, next(rounds(2)), NOON).values():
        lines = content.split(b"\r\n")
        assert b"\n" not in b"".join(lines) and max(map(len, lines)) <= 75
        assert lines[0] == b"BEGIN:VCALENDAR" and lines[-2:] == [b"END:VCALENDAR", b""]


# -- days --------------------------------------------------------------------------------------------------


def visit(**changes: Any) -> Any:
    """Two go to Zambia on the second Monday."""
    plan = plan_of(["KEN-01", "TZA-01"], [request("R1", **changes)], agreements={}, seats=TWO_SEATS)
    return result_of(plan, model_of(), mission("R1", monday(2), "lead:KEN-01", "expert:TZA-01"))


def test_an_entry_covers_whole_days_and_journeys_stand_apart(tmp_path: Path) -> None:
    result = visit()
    files = export(tmp_path, result, NOON)
    events = events_in(files[tmp_path / "experts/KEN-01.ics"])
    days = sorted(
        (event["dtstart"].dt, event["dtend"].dt, str(event["summary"])) for event in events.values()
    )
    plan, asked = result.plan, result.plan.requests["R1"]
    departure, back = calendar.away(plan, asked, "KEN-01", monday(2))
    last = calendar.last_day(plan, asked, monday(2))
    assert [(first, end) for first, end, _ in days] == [
        (departure, monday(2)), (monday(2), last + timedelta(days=1)),
        (last + timedelta(days=1), back + timedelta(days=1)),
    ]  # fmt: skip
    assert [words.split()[0] for _, _, words in days] == ["Travel", "Mission", "Travel"]
    assert all(event["transp"] == "OPAQUE" for event in events.values())
    (of_member,) = events_in(files[tmp_path / "members/ZMB.ics"]).values()
    assert (of_member["dtstart"].dt, of_member["dtend"].dt) == (monday(2), last + timedelta(days=1))


def test_drafts_are_nobodys_business(tmp_path: Path) -> None:
    assert export(tmp_path, visit(), NOON, drafts=False) == {}
    assert allocator.write_calendars(allocator.Result.of(visit()), tmp_path) == ()


def test_a_partner_who_was_not_told_yet_is_not_named(tmp_path: Path) -> None:
    result = visit()
    row = decision("", "R1", seat="lead", expert="KEN-01", start=monday(2), status="accepted")
    agreed = replace(result, plan=replace(result.plan, decisions=(row,)))
    files = export(tmp_path, agreed, NOON, drafts=False)
    assert sorted(path.name for path in files) == ["KEN-01.ics", "ZMB.ics"]
    assert not any(b"TZA" in content for content in files.values())


def test_what_is_delivered_stays(tmp_path: Path) -> None:
    result = visit()
    before = all_events(export(tmp_path, result, NOON))
    rows = tuple(
        decision("previous", "R1", seat=place.seat, expert=place.expert, start=monday(2), status="done")
        for _, place in result.allocation.assignments()
    )
    done = replace(result.plan.requests["R1"], done_on=date(2026, 9, 18))
    plan = replace(result.plan, requests={"R1": done}, decisions=rows)
    after = all_events(export(tmp_path, result_of(plan, result.model), NOON))
    assert after.keys() == before.keys()
    assert {str(event["status"]) for event in after.values()} == {"CONFIRMED"}


# -- what stands in the folder -----------------------------------------------------------------------------

STRANGE = {
    "no calendar": (b"hello", "is no calendar that can be read"),
    "empty": (b"", "is no calendar that can be read"),
    "bytes": (bytes(range(256)) * 9, "is no calendar that can be read"),
    "of another program": (
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nEND:VCALENDAR\r\n",
        "is the calendar of another program",
    ),
    "cut off": (b"CUT", "is no calendar that can be read"),
    "a number that is none": (b"SEQUENCE:x", "has entries that were changed or cut off"),
    "an entry without a day": (b"NO DAY", "has entries that were changed or cut off"),
}  # fmt: skip


@pytest.mark.parametrize("name", STRANGE)
def test_a_file_that_is_no_calendar_of_ours_is_named_and_stays(tmp_path: Path, name: str) -> None:
    content, message = STRANGE[name]
    (path, *_) = export(tmp_path, visit(), NOON)
    own = path.read_bytes()
    if content == b"CUT":
        content = own[: len(own) // 2]
    elif content == b"SEQUENCE:x":
        content = own.replace(b"SEQUENCE:", b"SEQUENCE:x", 1)
    elif content == b"NO DAY":
        content = own.replace(b"DTSTART", b"X-START", 1)
    path.write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        export(tmp_path, visit(), NOON)
    assert caught.value.faults[0].place == "experts/KEN-01.ics"
    assert path.read_bytes() == content


def test_the_calendars_of_another_plan_are_not_cancelled(tmp_path: Path) -> None:
    files = export(tmp_path, visit(), NOON)
    other = visit(requested_on=date(2026, 2, 1))
    with pytest.raises(InputError, match="holds calendars of another plan"):
        export(tmp_path, other, NOON)
    with pytest.raises(InputError, match="holds calendars of another plan"):  # all that it has are drafts
        export(tmp_path, other, NOON, drafts=False)
    assert {path: path.read_bytes() for path in files} == files


def test_what_is_a_draft_again_is_cancelled_and_counted(tmp_path: Path) -> None:
    files = export(tmp_path, visit(), NOON)
    assert cancelled_in(files) == 0
    assert allocator.write_calendars(allocator.Result.of(visit()), tmp_path) == tuple(sorted(files))
    assert cancelled_in(files) == len(all_events(files)) > 0


def test_entries_that_somebody_added_stay_as_they_are(tmp_path: Path) -> None:
    (path, *_) = export(tmp_path, visit(), NOON)
    added = b"BEGIN:VEVENT\r\nUID:lunch\r\nDTSTAMP:20260101T000000Z\r\nSEQUENCE:0\r\nSTATUS:CONFIRMED\r\n"
    added += b"DTSTART:20260914T120000Z\r\nDTEND:20260914T130000Z\r\nSUMMARY:Lunch\r\nEND:VEVENT\r\n"
    path.write_bytes(path.read_bytes().replace(b"END:VCALENDAR", added + b"END:VCALENDAR"))
    files = export(tmp_path, visit(), NOON)
    assert str(events_in(files[path])["lunch"]["status"]) == "CONFIRMED"


def test_who_goes_nowhere_any_more_is_told(tmp_path: Path) -> None:
    """Also where the plan does not have the person any more."""
    export(tmp_path, visit(), NOON)
    plan = plan_of(["TZA-01"], [request("R1")], agreements={})
    files = export(tmp_path, result_of(plan, model_of(), mission("R1", monday(2), "expert:TZA-01")), NOON)
    events = events_in(files[tmp_path / "experts/KEN-01.ics"]).values()
    assert {str(event["status"]) for event in events} == {"CANCELLED"}
    assert Calendar.from_ical(files[tmp_path / "experts/KEN-01.ics"])["x-wr-calname"] == "Missions: KEN-01"


def test_hostile_text_is_text(tmp_path: Path) -> None:
    evil = 'x\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nACTION:AUDIO\x00;,:\\n"\u2028' + "é€😀" * 60
    plan = plan_of(
        [expert("KEN-01", name=evil)],
        [request("R1", expected_result=evil)],
        members=[member("ZMB", name=evil)],
    )
    files = export(tmp_path, result_of(plan, model_of(), mission("R1", monday(2), "KEN-01")), NOON)
    for content in files.values():
        read = Calendar.from_ical(content)
        assert not read.walk("VALARM") and {each.name for each in read.subcomponents} == {"VEVENT"}
        assert max(map(len, content.split(b"\r\n"))) <= 75
        names = {name for event in read.walk("VEVENT") for name in event}
        assert "ACTION" not in names
        assert "é€😀" * 60 in str(read.walk("VEVENT")[0]["summary"])
    assert export(tmp_path, result_of(plan, model_of(), mission("R1", monday(2), "KEN-01")), NOON) == files


def test_proposing_writes_them_as_well(tmp_path: Path) -> None:
    with explained_by_hand():
        found = allocator.propose(allocator.Result.of(visit()), tmp_path)
    assert {path.name for path in found.files if path.suffix == ".ics"} == {
        "KEN-01.ics",
        "TZA-01.ics",
        "ZMB.ics",
    }
