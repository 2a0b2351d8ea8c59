"""Words for advice: intervals, how sure they are, and one sentence for every change."""

from typing import TYPE_CHECKING

from allocator.errors import enumerated
from allocator.plan.policy import Level
from allocator.report.words import counted, unit_of, unit_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.advise import (
        Aspirant,
        ClausePrice,
        Effect,
        MissingRelease,
        Repair,
        RulePrice,
        TentativeRelease,
        Withdrawal,
    )
    from allocator.results.interval import Interval

WEIGHT = "weight units"
_NAMED = 4  # requests in a sentence, at most

_LEVELS = {Level.HARD: "required", Level.SOFT: "tried for", Level.OFF: "off"}
_CLAUSES = {
    "budget": "without a budget limit",
    "dates": "without first and last day",
    "topics": "for any topic",
    "providers": "with experts of any provider",
    "beneficiaries": "for any Member",
}


def level_words(level: Level) -> str:
    """A level as planners say it."""
    return _LEVELS[level]


def interval_words(interval: "Interval", unit: str) -> str:
    """A number that is known within limits: `between 1 and 3 missions`, `at most 14 weight units`."""
    low, high = interval.low, interval.high
    if high is None:
        return f"at least {counted(low, unit)}" if low else f"an unknown number of {unit}"
    if low is None or (low == 0 and high > 0):
        return f"at most {counted(high, unit)}"
    return counted(high, unit) if low == high else f"between {low:,} and {counted(high, unit)}"


def sure_words(effect: "Effect") -> str:
    """How sure an effect is."""
    if effect.impossible:
        return "proven: nothing keeps the locks and hard rules"
    if effect.weight.settled:
        return "proven"
    if not effect.searched:
        return "bounded, not searched"
    return "between what was found and what is proven"


def gain_words(effect: "Effect") -> str:
    """What a change gains."""
    if effect.weight.high == 0:
        return "serves nothing more"
    said = f"serves {interval_words(effect.weight, WEIGHT)} more"
    if not effect.searched:
        return f"{said} (not searched in the time given)"
    if effect.found and effect.found > 0:
        return f"{said}; the best found {trade_words(effect.newly, effect.dropped)}"
    return f"{said}; nothing better was found"


def cost_words(effect: "Effect") -> str:
    """What a change costs."""
    if effect.impossible:
        return "cannot be kept beside the locks and the other hard rules"
    if not effect.searched:
        return "was not searched in the time given"
    if effect.weight.high == 0:
        return "costs nothing of what can be served"
    said = f"costs {interval_words(effect.weight, WEIGHT)}"
    if effect.requests.high == 0:
        return f"{said}; all requests served today stay served"
    if effect.requests.high is not None:
        missions = interval_words(effect.requests, "missions")
        said += f"; {missions} of today must drop out"
    if effect.dropped or effect.newly:
        said += f" (found: {trade_words(effect.newly, effect.dropped)})"
    return said


def trade_words(newly: tuple[str, ...], dropped: tuple[str, ...]) -> str:
    """Who comes in and who drops out."""
    parts = [f"serves {enumerated(newly, _NAMED)} as well"] if newly else []
    parts += [f"drops {enumerated(dropped, _NAMED)}"] if dropped else []
    return " and ".join(parts)


def rule_words(row: "RulePrice") -> str:
    """What one level of a rule means."""
    if row.asked is Level.HARD:
        return f"Requiring it {cost_words(row.effect)}."
    if row.now is Level.HARD:
        change = "Without it" if row.asked is Level.OFF else "If it were only tried for, the plan"
        said = f"{change} {gain_words(row.effect)}".replace("Without it serves", "Without it the plan serves")
    elif row.asked is Level.SOFT:
        said = "Trying for it takes nothing from what can be served"
    else:
        said = "Not trying for it adds nothing to what can be served"
    if row.amount is not None:
        said += f"; it would be broken by {interval_words(row.amount, unit_of(row.rule))}"
    return f"{said}."


def aspirant_words(who: "Aspirant") -> str:
    """Whom to accredit, for what."""
    skill = f"{who.profile} {who.topic}".strip()
    if who.kind == "new":
        return f"A new {skill} who works in {who.language}, from {who.region}"
    if who.kind == "accredit":
        return f"{who.expert}: accredited as {skill}, which is pre-accredited now"
    if who.kind == "qualify":
        return f"{who.expert}: accredited as {skill} as well"
    return f"{who.expert}: works in {who.language} as well"


def clause_words(row: "ClausePrice", currency: str) -> str:
    """What lifting a clause means."""
    said = f"{row.agreement} {_CLAUSES[row.clause]} {gain_words(row.effect)}"
    if row.beyond:
        said += f"; it would spend {row.beyond:,} {unit_words('currency', currency)} beyond its budget"
    if row.paid:
        said += f"; outside the clause it would pay for {enumerated(row.paid, _NAMED)}"
    return f"{said}."


def clause_name(clause: str) -> str:
    """A clause as lifted."""
    return _CLAUSES[clause]


def missing_words(row: "MissingRelease") -> str:
    """What a release on all days means."""
    said = f"{row.expert} released on all days: {gain_words(row.effect)}"
    if row.wanted:
        said += "; needed for " + enumerated(
            (f"{request} ({departure} to {back})" for request, departure, back in row.wanted), _NAMED
        )
    return f"{said}."


def tentative_words(row: "TentativeRelease") -> str:
    """What depends on tentative releases."""
    if not row.missions:
        return f"Nothing rests on the tentative releases of {row.expert}."
    rest = "rests" if len(row.missions) == 1 else "rest"
    said = f"{enumerated(row.missions, _NAMED)} {rest} on them; without them "
    said += repair_words(row.repair, row.dropped)
    if row.dropped:
        said += f" (found: drops {enumerated(row.dropped, _NAMED)})"
    return f"{said}."


def repair_words(repair: "Repair", dropped: "Sequence[str]") -> str:
    """How far a repair falls short that serves some no more, with how many changes."""
    if repair.impossible:
        return "nothing keeps the locks and hard rules"
    if repair.allocation is None:
        return "no repair was found in the time given"
    changes = f" with {interval_words(repair.changes, 'changes')}" if repair.changes.high else ""
    if repair.weight.high == 0:
        return f"{'as much weight is served' if dropped else 'all is served'} as before{changes}"
    return f"{interval_words(repair.weight, WEIGHT)} would be lost{changes}"


def withdrawal_words(row: "Withdrawal") -> str:
    """What happens if somebody drops out."""
    said = repair_words(row.repair, row.dropped)
    parts = [f"{each.expert} takes {each.request}" for each in row.stand_ins]
    if row.moved:
        verb = "moves" if len(row.moved) == 1 else "move"
        parts.append(f"{enumerated(row.moved, _NAMED)} {verb}")
    trade = trade_words(row.newly, row.dropped)
    if trade:
        parts.append(f"the repair found {trade}")
    return said[:1].upper() + "; ".join([said, *parts])[1:] + "."


def repair_sure(repair: "Repair") -> str:
    """How sure a repair is."""
    if repair.impossible or repair.weight.settled:
        return "proven"
    if repair.allocation is None:
        return "not settled"
    return "between what was found and what is proven"
