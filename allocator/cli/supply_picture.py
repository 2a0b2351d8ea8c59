"""Supply against demand on a terminal or in a pipe: the scarcest first, 80 columns wide."""

from calendar import month_abbr
from collections.abc import Iterator
from typing import TYPE_CHECKING

from allocator.cli.consoles import say, show_table
from allocator.questions.impossibility import rules_in_words
from allocator.report.supply_sheets import days_in_words, impossible_by_rules
from allocator.report.supply_words import (
    bound_words,
    competing_words,
    lever_words,
    minimum_words,
    named,
    person_words,
)
from allocator.report.words import counted

if TYPE_CHECKING:
    from allocator.questions.supply import Need, SupplyAndDemand

_SHOWN = 10  # rows of each table
_SHOWN_LEVERS = 3
_A_YEAR = 12  # months that fit beside each other


def show_picture(picture: "SupplyAndDemand", *, complete: bool) -> None:
    """Print the bound and what keeps it down, then the scarcest needs, seats and people, then the notes.

    `complete` says that a workbook holds the rest: then how to get it is not said.
    """
    _show_bound(picture)
    cut = [_show_needs(picture), _show_seats(picture), _show_people(picture)]
    say("")
    for note in picture.notes:
        say(f"* {note}")
    if any(cut) and not complete:
        say("* These are the scarcest; --output check.xlsx writes all of them.")


def _show_bound(picture: "SupplyAndDemand") -> None:
    say("")
    say(bound_words(picture))
    if picture.impossible:
        say("Impossible, whatever is decided:")
    for those in impossible_by_rules(picture):
        requests = counted(len(those), "requests")
        say(f"  {rules_in_words(those[0])}: {requests}, {named([each.request for each in those])}")
        say(f"    {those[0].request}: {those[0].reason}")
    if competing_words(picture):
        say(competing_words(picture))
    if picture.minimums:
        say("Minimum missions that no allocation reaches:")
    for minimum in picture.minimums:
        say(f"  {minimum_words(minimum)}")
    for lever in picture.levers[:_SHOWN_LEVERS]:
        say(lever_words(lever))


def _show_needs(picture: "SupplyAndDemand") -> int:
    """Two lines for each need: asked above, released below. Returns how many needs are not shown."""
    if not picture.needs:
        return 0
    short = sum(need.short for need in picture.needs)
    say("")
    say(f"Days: {days_in_words(picture)}.")
    what = f"more asked than released, over the plan or in a month, for {short} of {len(picture.needs)}"
    say(f"By profile, topic and languages ({what}):")
    months = _month_names(picture)
    rows = (line for need in picture.needs[:_SHOWN] for line in _need_lines(need))
    show_table(
        ("asked, then released", "all", *months), rows, numbers=frozenset({"all", *months}), tight=True
    )
    return max(0, len(picture.needs) - _SHOWN)


def _month_names(picture: "SupplyAndDemand") -> tuple[str, ...]:
    """Short names, as long as none stands twice."""
    if len(picture.months) > _A_YEAR:
        return picture.months
    return tuple(month_abbr[int(month[-2:])] for month in picture.months)


def _need_lines(need: "Need") -> Iterator[tuple[str, ...]]:
    people = "nobody" if not need.people else counted(len(need.people), "experts")
    skill = f"{need.profile} {need.topic}"
    yield skill, f"{need.days_asked:,}", *(f"{days or '.'}" for days in need.asked)
    languages = "/".join(need.languages)
    yield f"  {languages}: {people}", f"{need.days_released:,}", *(f"{days or '.'}" for days in need.released)


def _show_seats(picture: "SupplyAndDemand") -> int:
    if not picture.seats:
        return 0
    say("")
    say("Seats with at most one candidate to spare:")
    shown = picture.seats[:_SHOWN]
    rows = (
        (seat.request, seat.seat, str(seat.places), named(seat.candidates) or "nobody", seat.fell_in_words)
        for seat in shown
    )
    show_table(("request", "seat", "places", "candidates", "the others"), rows, numbers=frozenset({"places"}))
    return len(picture.seats) - len(shown)


def _show_people(picture: "SupplyAndDemand") -> int:
    scarce = [(person, person_words(person)) for person in picture.people if person_words(person)]
    if not scarce:
        return 0
    say("")
    say("Scarcest people:")
    rows = (
        (person.expert, str(person.seats), f"{person.days_asked:,}", f"{person.days_released:,}", why)
        for person, why in scarce[:_SHOWN]
    )
    headers = ("expert", "seats", "asked", "released", "why")
    show_table(headers, rows, numbers=frozenset({"seats", "asked", "released"}))
    return max(0, len(scarce) - _SHOWN)
