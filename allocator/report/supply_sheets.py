"""Supply against demand as tables: findings, supply and demand, scarce seats, people, the bound."""

from collections import defaultdict
from typing import TYPE_CHECKING

from allocator.report.supply_words import (
    competing_words,
    lever_words,
    minimum_words,
    person_words,
    rules_clause,
)
from allocator.report.table import Cell, Column, Table
from allocator.report.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.errors import Fault
    from allocator.questions.supply import Impossible, Need, Person, ScarceSeat, SupplyAndDemand

#: Columns of the sheet `Supply and demand` before those of the months, which come in pairs: asked, released.
BEFORE_MONTHS = 11


def findings(faults: "Iterable[Fault]") -> Table:
    """Every fault and warning of a plan, where it stands."""
    columns = (
        Column("severity", note="error: the plan cannot be used; warning: it can, but look at it"),
        Column("place", note="Sheet and cell, or the line of a CSV file"),
        Column("column"),
        Column("message", note="What is wrong; what would be right"),
        Column("also in", "list", "Other places of the same column with the same fault"),
    )
    rows = tuple((fault.severity, fault.place, fault.column, fault.message, fault.also) for fault in faults)
    return Table("Findings", columns, rows)


def supply_and_demand(picture: "SupplyAndDemand") -> Table:
    """Days asked and released, one row per profile, topic and languages, the scarcest first."""
    columns = (
        Column("profile"),
        Column("topic"),
        Column("languages", note="Working languages of the requests: an expert needs one of them"),
        Column("places", "whole", "Places on missions that ask for this"),
        Column("people", "whole", "Experts who qualify and work in one of the languages"),
        Column("of them shared", "whole", "Those who also count in other rows"),
        Column("days asked", "whole", "Working days on mission, over all places"),
        Column("days released", "whole", "Working days released by those who qualify, within limits"),
        Column("of them shared days", "whole", "Days of those who also count in other rows"),
        Column("asked of released", "percent", "Blank: nothing is released"),
        Column("short", note="yes: more asked than released, over the plan or in some month"),
    )
    months = tuple(
        Column(f"{month} {what}", "whole") for month in picture.months for what in ("asked", "released")
    )
    return Table("Supply and demand", columns + months, tuple(map(_need_row, picture.needs)))


def _need_row(need: "Need") -> tuple[Cell, ...]:
    by_month = zip(need.asked, need.released, strict=True)
    return (
        need.profile,
        need.topic,
        need.languages,
        need.places,
        len(need.people),
        len(need.shared),
        need.days_asked,
        need.days_released,
        need.days_shared,
        need.days_asked / need.days_released if need.days_released else None,
        "yes" if need.short else "",
        *(days or None for pair in by_month for days in pair),
    )


def scarce_seats(picture: "SupplyAndDemand") -> Table:
    """The seats with at most one candidate to spare, those that lack most first."""
    columns = (
        Column("request"),
        Column("seat"),
        Column("profile"),
        Column("topic"),
        Column("languages"),
        Column("places", "whole"),
        Column("candidates", "whole", "Experts whom no rule keeps from the seat"),
        Column("lacking", "whole", "People missing, whatever is decided"),
        Column("who", "list"),
        Column("in words", note="How many experts fall to which rule first, in the order of the rules"),
    )
    return Table("Scarce seats", columns, tuple(map(_seat_row, picture.seats)))


def _seat_row(seat: "ScarceSeat") -> tuple[Cell, ...]:
    return (
        seat.request,
        seat.seat,
        seat.profile,
        seat.topic,
        seat.languages,
        seat.places,
        len(seat.candidates),
        seat.lacking,
        seat.candidates,
        seat.in_words,
    )


def people(picture: "SupplyAndDemand") -> Table:
    """All experts, the scarcest first."""
    columns = (
        Column("expert"),
        Column("administration"),
        Column("seats", "whole", "Seats that the expert could take"),
        Column("needed by", "list", "Requests with nobody to spare for a seat of theirs without the expert"),
        Column("weight needed", "whole", "Weight units of these requests"),
        Column("days asked", "whole", "Days of every seat, shared equally among its candidates"),
        Column("days released", "whole", "Working days released, within missions and days"),
        Column("release", note="Blank: as the sheet Availability says"),
        Column(
            "falls by at least",
            "whole",
            "What can be served at most, in weight units, is lower by so much without the expert",
        ),
        Column("why"),
    )
    return Table("People", columns, tuple(map(_person_row, picture.people)))


def _person_row(person: "Person") -> tuple[Cell, ...]:
    return (
        person.expert,
        person.administration,
        person.seats,
        person.needed_by,
        person.needed_weight,
        person.days_asked,
        person.days_released,
        "" if person.has_release else "no row: the whole plan",
        person.bound_falls,
        person_words(person),
    )


def bound(picture: "SupplyAndDemand") -> Table:
    """What is asked, what is impossible and why, what can be served at most, what would help."""
    columns = (
        Column("what"),
        Column("requests", "whole"),
        Column("weight units", "whole", "By priority, as the coordination model weighs it"),
        Column("in words"),
        Column("which", "list"),
    )
    most = picture.bound
    rows: list[tuple[Cell, ...]] = [
        ("asked", most.requests_asked, most.weight_asked, days_in_words(picture), ()),
        ("can be served at most", most.requests, most.weight, competing_words(picture), ()),
    ]
    for those in impossible_by_rules(picture):
        weight = sum(each.weight for each in those)
        codes = tuple(each.request for each in those)
        rows.append(("impossible", len(those), weight, rules_clause(those[0]), codes))
    rows += [("impossible", 1, each.weight, each.reason, (each.request,)) for each in picture.impossible]
    for minimum in picture.minimums:
        rows.append(("out of reach", None, None, minimum_words(minimum), minimum.experts))
    for lever in picture.levers:
        rows.append(("would help", len(lever.requests), lever.weight, lever_words(lever), lever.requests))
    rows += [("note", None, None, note, ()) for note in picture.notes]
    return Table("Bound", columns, tuple(rows))


def impossible_by_rules(picture: "SupplyAndDemand") -> "list[list[Impossible]]":
    """The impossible requests by the rules they fall to, most first."""
    by_rules: dict[tuple[tuple[str, ...], bool], list[Impossible]] = defaultdict(list)
    for each in picture.impossible:
        by_rules[each.rules, each.weekends].append(each)
    return sorted(by_rules.values(), key=lambda those: -len(those))


def days_in_words(picture: "SupplyAndDemand") -> str:
    """Days asked against days released, every expert counted once."""
    asked, given = counted(picture.days_asked, "days"), counted(picture.days_released, "days")
    return f"{asked} asked, {given} released by those who qualify for something, each counted once"


def check_tables(faults: "Iterable[Fault]", picture: "SupplyAndDemand | None") -> tuple[Table, ...]:
    """Every sheet of the check, the answer first; only the findings where the plan cannot be used."""
    found = findings(faults)
    if picture is None:
        return (found,)
    return bound(picture), supply_and_demand(picture), scarce_seats(picture), people(picture), found
