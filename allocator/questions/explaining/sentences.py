"""What explanations say, in words."""

from allocator.errors import Conflict, enumerated
from allocator.plan import Plan
from allocator.plan.allocation import Mission
from allocator.plan.calendar import last_day
from allocator.questions.impossibility import named
from allocator.results.explanation import Obstacle
from allocator.rules import RULES
from allocator.rules.base import Violation, rule_name

_NAMED = 5  # requests named in a sentence, at most

NOT_SETTLED = "Whether it can be served at all beside the others is not settled in the time given."
NOTHING_NEGOTIABLE = "The coordination model has no table [negotiable], so no change was sought."


def served(plan: Plan, mission: Mission) -> str:
    """When, by whom and at whose expense, as a sentence."""
    last = last_day(plan, plan.requests[mission.request], mission.start)
    payer = f", paid by {mission.agreement}" if mission.agreement else ""
    return f"Served from {mission.start} to {last} by {', '.join(mission.experts)}{payer}."


def impossible(reason: str) -> str:
    """Why a request is impossible, as a sentence."""
    return f"{reason[0].upper()}{reason[1:]}."


def violated(violation: Violation, request: str, holders: tuple[str, ...]) -> str:
    """What a mission would break beside others, and which these are where that is not said."""
    sentence = named(violation, request)
    return sentence if any(code in sentence for code in holders) else f"{sentence}{_held(holders)}"


def forbidden(code: str, whom: str, holders: tuple[str, ...]) -> str:
    """What a rule asks of somebody, where no single person or day breaks it."""
    sentence = RULES[code].sentence
    return f"{whom}: {sentence[0].lower()}{sentence[1:]}{_held(holders)}"


def _held(holders: tuple[str, ...]) -> str:
    """The missions that use something up."""
    if not holders:
        return ""
    return f"; held by {enumerated(holders, _NAMED)}"


def blocked(obstacles: tuple[Obstacle, ...], open_starts: int) -> str:
    """Which rules stand in the way, most first, and what filtering cannot tell, as sentences."""
    codes = dict.fromkeys(obstacle.rule for obstacle in obstacles)
    named = ", ".join(map(rule_name, list(codes)[:3]))
    way = (
        f"{'a rule stands' if len(codes) == 1 else 'rules stand'} in the way: {named}"
        if codes
        else "none is free"
    )
    if not open_starts:
        return f"Candidates exist, but {way}."
    together = (
        f"On {open_starts} starts people are left one by one: rules that join people (pairing, mentoring, "
        "funding), a goal before, a change by hand or the end of the search may keep them from being a team."
    )
    return f"Candidates exist, but {way}. {together}" if codes else together


def conflict_words(conflict: Conflict) -> str:
    """Beside what a request is impossible, as sentences."""
    heading = "The smallest set of" if conflict.smallest else "A set of"
    fate = "keep it from being served" if conflict.settled else "may keep it from being served"
    sure = "" if conflict.settled else " Not settled: nothing confirms the word of one solver."
    members = "; ".join([*conflict.locks, *conflict.rules])
    return f"{heading} locks and rules that {fate}: {members}.{sure}"


def changes_note(found: int, wanted: int, *, late: bool) -> str:
    """What is known of changes beyond those found."""
    if found == wanted:
        return ""
    if late:
        return (
            "The time ended before more changes were found."
            if found
            else "No change was found in the time given."
        )
    other = "other " if found else ""
    return f"No {other}change that the model calls negotiable was found to serve it."


def joined(*sentences: str) -> str:
    """Sentences one after the other, empty ones left out."""
    return " ".join(sentence for sentence in sentences if sentence)
