"""Advice as tables: the same rows for the terminal, a workbook, and JSON."""

from typing import TYPE_CHECKING, Any

from allocator.report.advice_words import (
    aspirant_words,
    clause_name,
    clause_words,
    gain_words,
    level_words,
    missing_words,
    repair_sure,
    rule_words,
    sure_words,
    tentative_words,
    withdrawal_words,
)
from allocator.report.table import Cell, Column, Table
from allocator.report.words import goal_words, sentence_of, unit_words
from allocator.rules.base import rule_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.advise import (
        AccreditationAdvice,
        Advice,
        AgreementAdvice,
        Aspirant,
        Curve,
        Effect,
        ReleaseAdvice,
        RulePrice,
        WithdrawalAdvice,
    )

_Row = tuple[Cell, ...]

_AT_LEAST = Column("at least", "whole", "Weight units, whatever the searches left open")
_AT_MOST = Column("at most", "whole", "Weight units; blank: no bound is known")
_SURE = Column("how sure")
_WORDS = Column("in words")
_EFFECT = (
    _AT_LEAST,
    _AT_MOST,
    Column(
        "requests at least", "whole", "Gains: in addition to all served today. Costs: of those served today"
    ),
    Column("requests at most", "whole"),
    Column(
        "found",
        "whole",
        "Weight units that the best found serves more than the best known without the change",
    ),
    Column("newly served", "list", "By the best allocation found"),
    Column("dropped", "list", "By the best allocation found"),
    _SURE,
    _WORDS,
)


def advice_tables(advice: "Advice[Any]") -> tuple[Table, ...]:
    """The tables of an answer, the most important first."""
    made: dict[str, Callable[[Advice[Any]], tuple[Table, ...]]] = {
        "rules": _rules, "curve": _curve, "accredit": _accredit, "phone": _phone,
        "agreements": _agreements, "withdrawals": _withdrawals,
    }  # fmt: skip
    return made[advice.question](advice)


#: Columns that a terminal shows of each table, beside the first.
_BRIEF = {
    "Rule prices": ("now", "if it were", "at least", "at most", "in words"),
    "Accredit next": ("who", "at least", "at most", "found", "served then", "newly served", "dropped"),
    "Accredit alone": ("at least", "at most", "found", "newly served", "dropped"),
    "Tentative releases": ("at least", "at most", "in words"),
    "Missing releases": ("at least", "at most", "in words"),
    "Agreement clauses": ("if it were", "at least", "at most", "in words"),
    "Withdrawals": ("at least", "at most", "in words"),
    "Reserve list": ("places", "stands in for"),
}


def brief(table: Table) -> tuple[tuple[Column, ...], tuple[_Row, ...]]:
    """The columns of a table that matter most, and its rows in them."""
    shown = _BRIEF.get(table.name, tuple(h for h in table.headers[1:] if h != _WORDS.header))
    places = [0, *(table.headers.index(header) for header in shown)]
    rows = tuple(tuple(row[place] for place in places) for row in table.rows)
    return tuple(table.columns[place] for place in places), rows


def _effect(effect: "Effect", words: str) -> _Row:
    return (
        effect.weight.low, effect.weight.high, effect.requests.low, effect.requests.high, effect.found,
        effect.newly, effect.dropped, sure_words(effect), words,
    )  # fmt: skip


def _rules(advice: "Advice[tuple[RulePrice, ...]]") -> tuple[Table, ...]:
    columns = (
        Column("rule"),
        Column("says"),
        Column("now"),
        Column("if it were"),
        Column("then it", note="gains: more can be served. costs: less"),
        *_EFFECT[:-1],
        Column(
            "broken at least", "whole", "The rule's own unit, where it is tried for and the most is served"
        ),
        Column("broken at most", "whole"),
        _WORDS,
    )
    rows = []
    for row in advice.answer:
        *effect, words = _effect(row.effect, rule_words(row))
        amount = (None, None) if row.amount is None else (row.amount.low, row.amount.high)
        does = "costs" if row.effect.direction == "less" else "gains"
        names = rule_name(row.rule), sentence_of(row.rule).removeprefix("Rule: ")
        rows.append((*names, level_words(row.now), level_words(row.asked), does, *effect, *amount, words))
    return (Table("Rule prices", columns, tuple(rows)),)


def _curve(advice: "Advice[Curve]") -> tuple[Table, ...]:
    curve, currency = advice.answer, advice.result.plan.settings.currency
    units = [unit_words(unit, currency) for unit in curve.units]
    goals = [goal_words(goal) for goal in curve.goals]
    columns = (
        Column("point", "whole"),
        Column(goals[0], "whole", units[0]),
        Column(goals[1], "whole", units[1]),
        Column(f"best {goals[0]}", "whole", "No allocation reaches more"),
        Column(f"best {goals[1]}", "whole", "No allocation as good in the first goal reaches more"),
        Column("gap", "whole", f"How much better {goals[1]} could be, in {units[1]}"),
        Column("requests", "whole", "Requests served"),
        _SURE,
        _WORDS,
    )
    rows = tuple(_point(number, curve, units) for number in range(len(curve.points)))
    return (Table("Curve", columns, rows),)


def _point(number: int, curve: "Curve", units: list[str]) -> _Row:
    point = curve.points[number]
    first, second = point.values
    sure = "proven: nothing is as good in both and better in one" if point.best else "open"
    goals = [goal_words(goal) for goal in curve.goals]
    words = f"{goals[0]} {first:,} {units[0]}, {goals[1]} {second:,} {units[1]}"
    if number:
        before = curve.points[number - 1].values
        gained, given = abs(second - before[1]), abs(first - before[0])
        words += f": {gained:,} {units[1]} better for {given:,} {units[0]} than the point before"
    return (
        number + 1, first, second, *point.bounds, point.gap, len(point.result.allocation.missions), sure,
        f"{words}.",
    )  # fmt: skip


def _accredit(advice: "Advice[AccreditationAdvice]") -> tuple[Table, ...]:
    who = (
        Column("who"),
        Column("kind", note="new: not in the pool; the others are, and lack one thing"),
        Column("expert"),
        Column("profile"),
        Column("topic"),
        Column("language"),
        Column("region"),
    )
    steps = tuple(
        (
            number, *_who(step.who), *_effect(step.effect, f"This one {gain_words(step.effect)}."),
            step.served, step.requests,
        )
        for number, step in enumerate(advice.answer.steps, 1)
    )  # fmt: skip
    alone = tuple(
        (
            *_who(each.who), *_effect(each.effect, f"Alone {gain_words(each.effect)}."),
        )
        for each in advice.answer.prospects
    )  # fmt: skip
    total = (Column("served then", "whole", "Weight units"), Column("requests then", "whole"))
    first = Table("Accredit next", (Column("step", "whole"), *who, *_EFFECT, *total), steps)
    return first, Table("Accredit alone", (*who, *_EFFECT), alone)


def _who(who: "Aspirant") -> _Row:
    return aspirant_words(who), who.kind, who.expert, who.profile, who.topic, who.language, who.region


def _phone(advice: "Advice[ReleaseAdvice]") -> tuple[Table, ...]:
    lost = (
        Column("expert"),
        Column("tentative", "list"),
        Column("missions", "list", "Those that rest on a tentative release today"),
        _AT_LEAST,
        _AT_MOST,
        Column("dropped", "list", "By the best repair found"),
        _SURE,
        _WORDS,
    )
    tentative = tuple(
        (
            row.expert, tuple(f"{first} to {last}" for first, last in row.spells), row.missions,
            row.repair.weight.low, row.repair.weight.high, row.dropped, repair_sure(row.repair),
            tentative_words(row),
        )
        for row in advice.answer.tentative
    )  # fmt: skip
    missing = tuple(
        (
            row.expert, tuple(f"{first} to {last} ({request})" for request, first, last in row.wanted),
            *_effect(row.effect, missing_words(row)),
        )
        for row in advice.answer.missing
    )  # fmt: skip
    wanted = Column("wanted", "list", "Days away, in the best allocation found, outside the release")
    return (
        Table("Tentative releases", lost, tentative),
        Table("Missing releases", (Column("expert"), wanted, *_EFFECT), missing),
    )


def _agreements(advice: "Advice[AgreementAdvice]") -> tuple[Table, ...]:
    currency = advice.result.plan.settings.currency
    columns = (
        Column("agreement"),
        Column("if it were"),
        *_EFFECT[:-1],
        Column("outside", "list", "Requests that it would pay for outside the clause"),
        Column("beyond budget", "money", "What it would spend more, in the best allocation found"),
        _WORDS,
    )
    rows = []
    for row in advice.answer.clauses:
        *effect, words = _effect(row.effect, clause_words(row, currency))
        rows.append((row.agreement, clause_name(row.clause), *effect, row.paid, row.beyond or None, words))
    return (Table("Agreement clauses", columns, tuple(rows)),)


def _withdrawals(advice: "Advice[WithdrawalAdvice]") -> tuple[Table, ...]:
    columns = (
        Column("expert"),
        Column("missions", "list"),
        _AT_LEAST,
        _AT_MOST,
        Column(
            "changes at least",
            "whole",
            "Dates, persons and payers given up, where as much is served as found",
        ),
        Column("changes at most", "whole"),
        Column("stand-ins", "list"),
        Column("moved", "list", "Missions on another day"),
        Column("dropped", "list"),
        Column("newly served", "list"),
        _SURE,
        _WORDS,
    )
    rows = tuple(
        (
            row.expert, row.missions, row.repair.weight.low, row.repair.weight.high,
            row.repair.changes.low, row.repair.changes.high,
            tuple(f"{each.request} {each.seat}: {each.expert}" for each in row.stand_ins),
            row.moved, row.dropped, row.newly, repair_sure(row.repair), withdrawal_words(row),
        )
        for row in advice.answer.withdrawals
    )  # fmt: skip
    reserve = (
        Column("expert", note="Keep this person in reserve"),
        Column("places", "whole", "Places that he or she could take with all else as it is"),
        Column("weight units", "whole", "Of the requests of these places"),
        Column("stands in for", "list"),
    )
    reserves = tuple(
        (
            each.expert, len(each.covers), each.weight,
            tuple(f"{whose} ({request} {seat})" for request, seat, whose in each.covers),
        )
        for each in advice.answer.reserves
    )  # fmt: skip
    nobody = tuple(
        ("nobody", 1, None, (f"{whose} ({request} {seat})",))
        for request, seat, whose in advice.answer.uncovered
    )
    return Table("Withdrawals", columns, rows), Table("Reserve list", reserve, (*reserves, *nobody))
