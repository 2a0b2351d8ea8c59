"""The alternatives of a request on a terminal or in a pipe: weeks and teams as a picture, then in words."""

from collections import defaultdict
from typing import TYPE_CHECKING

from allocator.cli.consoles import say, show_table
from allocator.errors import enumerated, first_of
from allocator.report.alternatives_words import effect_words, week_words
from allocator.report.stand_in_sheet import is_no_question
from allocator.report.words import counted

if TYPE_CHECKING:
    from allocator.results.alternatives import Alternatives, StandIn
    from allocator.results.result import Result

_SIGNS = {"now": "NOW", "free": "free", "costs": "costs", "open": "?", "impossible": "-"}
_REST = ": --output FILE writes all of them"
_TEAMS, _PEOPLE, _NAMED, _ACROSS = 8, 12, 6, 8


def show(result: "Result", found: "Alternatives") -> None:
    """Print the weeks and the best teams, what gives way to them, and the stand-ins of each seat."""
    say(_headline(found))
    if found.reason:
        say(f"  {found.reason}")
    elif found.teams:
        _show_weeks(found)
        _show_costs(result, found)
    for seat in dict.fromkeys(each.seat for each in found.everybody):
        _show_seat(result, found, seat)
    say("")


def _headline(found: "Alternatives") -> str:
    state = "is served" if found.served else "is not served"
    if not found.possible:
        return f"{found.request} {state}. No team could go, whatever else is decided."
    teams = counted(found.possible, "teams") + ("" if found.complete else " and more")
    free = sum(week.free > 0 for week in found.weeks_of_start)
    weeks = counted(len(found.weeks_of_start), "weeks")
    return (
        f"{found.request} {state}. {teams} could go, in {weeks} at most; in {free} of them without a change "
        "to anything else."
    )


def _show_weeks(found: "Alternatives") -> None:
    """Weeks down, the best teams across; weeks without a team with their reason."""
    teams = found.teams[:_ACROSS]
    seats = ", ".join(seat for seat, _ in teams[0].places)
    say(f"Week by week (teams as {seats}; free: nothing else changes, - impossible, ? not settled in time):")
    headers = ["week", "teams", *(" ".join(team.experts) for team in teams)]
    shut: dict[str, list[str]] = defaultdict(list)
    rows = []
    for k, week in enumerate(found.weeks_of_start):
        if not week.teams:
            shut[week.sentence or "not looked at"].append(f"{week.monday}")
            continue
        rows.append(
            [f"{week.monday}", week_words(week), *(_SIGNS[team.effects[k].verdict] for team in teams)]
        )
    show_table(headers, rows, frozenset())
    for sentence, weeks in shut.items():
        say(f"  {enumerated(weeks, _NAMED)}: no team; {sentence}")


def _show_costs(result: "Result", found: "Alternatives") -> None:
    """What gives way to the best teams, in words."""
    lines = [
        f"{effect.start}, {', '.join(team.experts)}: {effect_words(result, effect)}"
        for team in found.teams[:_ACROSS]
        for effect in team.effects
        if effect.verdict in ("costs", "open")
    ]
    if lines:
        say("What they cost:")
    for line in first_of(lines, _TEAMS, of=_REST):
        say(f"  {line}")


def _show_seat(result: "Result", found: "Alternatives", seat: str) -> None:
    """Who could take a place of a seat, and what keeps the others away."""
    own = [each for each in found.everybody if each.seat == seat]
    listed = [each for each in own if not is_no_question(each)]
    where = "on the same day with the same others" if found.served else "on some day in some team"
    say(f"For the seat {seat}, {where}:")
    lines = (f"{_person(each)}: {effect_words(result, each.effect)}" for each in listed)
    for line in first_of(lines, _PEOPLE, of=_REST):
        say(f"  {line}")
    if len(own) > len(listed):
        say(f"  {counted(len(own) - len(listed), 'others')} without the qualification that it asks for")


def _person(each: "StandIn") -> str:
    return f"{each.expert} instead of {each.instead_of}" if each.instead_of else each.expert
