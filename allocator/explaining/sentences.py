"""What explanations say, in words."""

from allocator.allocation import Mission
from allocator.explanation import Obstacle, SeatFunnel
from allocator.plan import Plan
from allocator.plan.calendar import last_day
from allocator.plan.entities import Decision
from allocator.rules import RULES

_NAMED = 5  # people named in a sentence, at most
_WHOLE_TEAM = "full_team"  # the rule that shuts a start because another rule emptied a seat


def served(plan: Plan, mission: Mission) -> str:
    """When, by whom and at whose expense, as a sentence."""
    last = last_day(plan, plan.requests[mission.request], mission.start)
    payer = f", paid by {mission.agreement}" if mission.agreement else ""
    return f"Served from {mission.start} to {last} by {', '.join(mission.experts)}{payer}."


def shutting(code: str) -> str:
    """What a rule shuts a start with, as a clause."""
    return "no whole team is free at once" if code == _WHOLE_TEAM else lowered(RULES[code].sentence)


def lowered(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


def too_few_people(seats: tuple[SeatFunnel, ...]) -> str:
    """Seats that the same few people would have to fill, as a sentence."""
    people = sorted({code for seat in seats for code in seat.candidates})
    places = sum(seat.places for seat in seats)
    named = f": {', '.join(people)}" if len(people) <= _NAMED else ""
    return f"The team needs {places} different people for its seats; too few fit them together{named}."


def too_few(seat: SeatFunnel) -> str:
    """A seat with too few candidates, as a sentence."""
    fell = ", ".join(f"{n} fall to {code}" for code, n in seat.fell.items())
    left = f"{len(seat.candidates)} of {seat.places} needed" if seat.candidates else "nobody"
    return f"Seat {seat.seat}: {left} left of {seat.experts} experts ({fell})."


def whom_excluded(rows: list[Decision]) -> str:
    """Whom the planner has excluded, and where, as a further sentence."""
    named = [f"{row.expert}{at(row)}" for row in rows[:_NAMED]]
    more = f" and {len(rows) - _NAMED} more" if len(rows) > _NAMED else ""
    return f" The planner excluded {', '.join(named)}{more}." if named else ""


def at(row: Decision) -> str:
    """The cell of a decision, in brackets."""
    place = row.at("decision")
    return f" ({place} of the input)" if place else ""


def blocked(obstacles: tuple[Obstacle, ...], open_starts: int) -> str:
    """Which rules stand in the way, most first, and what filtering cannot tell, as sentences."""
    codes = dict.fromkeys(obstacle.rule for obstacle in obstacles)
    way = f"the allocation stands in the way: {', '.join(list(codes)[:3])}" if codes else "none is free"
    if not open_starts:
        return f"Candidates exist, but {way}."
    together = (
        f"On {open_starts} starts people are left one by one: rules that join people (pairing, mentoring, "
        "funding) keep them from being a team, or the search ended before it settled this."
    )
    return f"Candidates exist, but {way}. {together}" if codes else together
