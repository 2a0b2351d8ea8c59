"""Requests that are not served: how sure that is, why, who would lose by them, and what would serve them."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from allocator.export.page.missions import members_words, what_words
from allocator.export.page.parts import Grid, PageCell, Section, headings, lines, paper_for
from allocator.report.findings import rule_label
from allocator.report.table import text_of
from allocator.results.explanation import Grade

if TYPE_CHECKING:
    from allocator.plan.entities import Request
    from allocator.report.phrases import Phrases
    from allocator.results.explanation import CellChange, CheapestChange, Explanation, Trade
    from allocator.results.interval import Interval
    from allocator.results.result import Result

_NAMED = 6  # requests in a sentence
_OWN = "en"  # the language in which obstacles are told one by one


def unserved_section(result: "Result", say: "Phrases") -> Section:
    """Every open request without a mission, the most urgent first."""
    from allocator.questions.explaining import explain_all

    found = sorted(explain_all(result), key=lambda each: result.plan.requests[each.request].priority)
    grades = Counter(each.grade for each in found)
    told = [say("unserved.graded", n=say.number(n), grade=say(f"grade.{g.value}")) for g, n in grades.items()]
    asks = say("unserved.not_asked") if grades[Grade.NOT_ASKED] else ""
    solved = any(each.trade or each.changes for each in found)
    grid = Grid(
        caption=say("grid.unserved"),
        headings=headings(say, "request what why trade change" if solved else "request what why"),
        rows=tuple(_row(result, each, solved, say) for each in found),
        even=solved,
    )
    summary = say("unserved.summary", requests=say.counted("requests", len(found)), grades="; ".join(told))
    blocks = (lines(summary, asks), grid)
    return Section(key="unserved", title=say("section.unserved"), blocks=blocks, paper=paper_for(grid))


def _row(result: "Result", explanation: "Explanation", solved: bool, say: "Phrases") -> tuple[PageCell, ...]:
    request = result.plan.requests[explanation.request]
    members = members_words(result.plan, request, say)
    named = (members,) if isinstance(members, str) else members
    grade = say(f"grade.{explanation.grade.value}")
    cells: tuple[PageCell, ...] = (
        request.request,
        (*named, what_words(request), say("priority.words", priority=say(f"priority.{request.priority}"))),
        (f"{grade[0].upper()}{grade[1:]}.", *why(explanation, say, detailed=say.language == _OWN)),
    )
    if not solved:
        return cells
    return (
        *cells,
        _trade_words(result, explanation.trade, say) if explanation.trade else "–",
        _change_words(explanation.changes[0], say) if explanation.changes else "–",
    )


def why(explanation: "Explanation", say: "Phrases", *, detailed: bool) -> Iterator[str]:
    """What stands in the way, in rules and numbers; `detailed` names people and missions."""
    if detailed and explanation.grade in (Grade.IMPOSSIBLE_ALONE, Grade.IMPOSSIBLE_BESIDE):
        yield explanation.summary
        return
    empty = [seat for seat in explanation.seats if len(seat.candidates) < seat.places]
    for seat in empty:
        fell = (f"{rule_label(code, say)} {number}" for code, number in seat.fell.items() if number)
        yield say(
            "why.seat", seat=seat.seat, left=len(seat.candidates), places=seat.places, n=seat.experts,
            fell=", ".join(fell) or "–",
        )  # fmt: skip
    if explanation.rules and not empty:
        yield say("why.rules", rules=say.listed(rule_label(code, say) for code in explanation.rules))
    if explanation.conflict is not None:
        rules, locks = explanation.conflict.rules, explanation.conflict.locks
        yield say("why.conflict", locks=say.number(len(locks)), rules=say.number(len(rules)))
    if explanation.obstacles and not empty:
        first = explanation.obstacles[0]
        others = dict.fromkeys(each.rule for each in explanation.obstacles[1:])
        others.pop(first.rule, None)
        yield say("why.obstacle", rule=rule_label(first.rule, say), starts=first.starts, of=first.of)
        if detailed:
            yield f"{first.sentence}."
        if others:
            yield say("why.also", rules=say.listed(rule_label(code, say) for code in others))


def _trade_words(result: "Result", trade: "Trade", say: "Phrases") -> PageCell:
    """When and with whom it could go, who would lose, and how much."""
    difference = trade.difference
    parts = [say("trade.go", day=say.day(trade.mission.start), team=say.listed(trade.mission.experts))]
    if difference.dropped:
        parts.append(say("trade.dropped", requests=say.listed(difference.dropped, _NAMED)))
    if difference.moved:
        parts.append(say("trade.moved", missions=say.counted("missions", len(difference.moved))))
    parts.append(_loss_words(trade.loss, say))
    return tuple(parts)


def _loss_words(loss: "Interval", say: "Phrases") -> str:
    if loss.high is not None and loss.high <= 0:
        return say("trade.nothing_lost")
    most = say.counted("weight units", loss.high or 0)
    if loss.settled:
        return say("trade.settled", most=most)
    return say("trade.between", least=say.number(max(0, loss.low or 0)), most=most)


def _change_words(change: "CheapestChange", say: "Phrases") -> PageCell:
    """Which cells to change, at which price, and what comes of it; it has been solved with."""
    price = say("change.price", price=say.number(change.price.high or 0))
    cheapest = say("change.settled") if change.price.settled else say("change.open")
    served = say("change.served", day=say.day(change.mission.start), team=say.listed(change.mission.experts))
    return (*(_cell_words(cell, say) for cell in change.cells), f"{price}; {cheapest}", served)


def _cell_words(cell: "CellChange", say: "Phrases") -> str:
    """A cell of the workbook, before and after; the sheet's and the column's own names."""
    key = " ".join(cell.key)
    if not cell.column:
        return say("change.row", sheet=cell.sheet, key=key, after=_plain(cell.after))
    return say(
        "change.cell", sheet=cell.sheet, key=key, column=cell.column, before=_plain(cell.before) or "–",
        after=_plain(cell.after),
    )  # fmt: skip


def _plain(value: object) -> str:
    return text_of(value) if isinstance(value, str | int | float | tuple) or value is None else str(value)


def request_line(request: "Request", say: "Phrases") -> str:
    """A request in a list: its code, and what it asks for."""
    return f"{request.request}: {what_words(request)} ({say(f'priority.{request.priority}')})"
