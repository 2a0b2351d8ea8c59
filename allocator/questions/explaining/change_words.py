"""Changes as planners read them, in real units: made here alone."""

from collections.abc import Callable, Mapping, Sequence

from allocator.plan import Plan
from allocator.plan.allocation import Mission
from allocator.questions.explaining.negotiation.applied import Applied
from allocator.questions.explaining.trade_words import amount, exchanged, how, listed
from allocator.results.alternatives import GoalLoss
from allocator.results.explanation import Difference
from allocator.results.result import Result
from allocator.whatif.base import coverage_of


def changes_words(plan: Plan, changes: Sequence[Applied]) -> str:
    """`the window of R012 longer by 9 days (latest end 2027-03-20) and 2,400 EUR more in A-05`."""
    return listed([_WORDS[change.kind](plan, change) for change in changes])


def verified_words(
    result: Result, mission: Mission, found: Difference, loss: int, before: Sequence[GoalLoss]
) -> str:
    """`verified: R012 is then served on 2027-03-08 with KEN-03; nothing drops out`; `before` are the goals
    before the last up to coverage that lose."""
    plan = result.plan
    parts = [f"verified: {mission.request} is then served {how(mission)}", *exchanged(plan, found)]
    if not found.dropped:
        parts.append("nothing drops out")
    parts += [f"{amount(result, goal.goal, goal.unit, goal.loss)} lost" for goal in before]
    if loss > 0:
        last = result.goals[coverage_of(result.model) - 1]
        parts.append(f"{amount(result, last.name, last.unit, loss)} lost")
    return "; ".join(parts)


def _window(_: Plan, change: Applied) -> str:
    code, column = change.subject
    return f"the window of {code} longer by {_days(change.units)} ({column} {change.cells[0].after})"


def _level(_: Plan, change: Applied) -> str:
    code, *seats = change.subject
    return listed(
        [f"level {levels} for the seat {seat} of {code}" for seat, levels in _lowered(change, seats)]
    )


def _lowered(change: Applied, seats: Sequence[str]) -> list[tuple[str, str]]:
    """Seat and levels, as `2 instead of 3`."""
    found = []
    for cell in change.cells:
        if cell.key[1] in seats:
            levels = f"{cell.after} instead of {cell.before}" if cell.column else str(cell.after)
            found.append((cell.key[1], levels.removeprefix("minimum level ")))
    return found


def _language(_: Plan, change: Applied) -> str:
    return f"one more language of {change.subject[0]}: {listed(change.subject[1:])}"


def _pairing(_: Plan, change: Applied) -> str:
    return f"experts of one country allowed on {change.subject[0]}"


def _release(_: Plan, change: Applied) -> str:
    spells = listed([str(cell.after) for cell in change.cells])
    return f"{_days(change.units)} more of {change.subject[0]} ({spells})"


def _accreditation(_: Plan, change: Applied) -> str:
    expert, profile, topic = change.subject
    return f"{expert} accredited as {profile} for {'any topic' if topic == '*' else topic or 'no topic'}"


def _limit(words: str) -> Callable[[Plan, Applied], str]:
    def say(plan: Plan, change: Applied) -> str:
        return words.format(
            n=f"{change.units:,}", who=change.subject[0], s="" if change.units == 1 else "s",
            person="person" if change.units == 1 else "people", currency=plan.settings.currency,
        )  # fmt: skip

    return say


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"


_WORDS: Mapping[str, Callable[[Plan, Applied], str]] = {
    "window": _window,
    "level": _level,
    "language": _language,
    "pairing": _pairing,
    "release": _release,
    "accreditation": _accreditation,
    "missions": _limit("{n} mission{s} more of {who}"),
    "days": _limit("{n} mission day{s} more of {who}"),
    "away_at_once": _limit("{n} {person} more of {who} away at once"),
    "release_days": _limit("{n} mission day{s} more of {who} in all"),
    "missions_at_once": _limit("{n} mission{s} more at once at {who}"),
    "budget": _limit("{n} {currency} more in {who}"),
}
