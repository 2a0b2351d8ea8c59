"""What agreements pay, beside their budgets."""

from typing import TYPE_CHECKING, Any

from allocator.plot.limit_bars import LimitBar, limit_bars, told_apart
from allocator.plot.style import empty, finished
from allocator.report.findings import Payment, budget_finding, payments
from allocator.report.phrases import Phrases, phrases

if TYPE_CHECKING:
    from allocator.results.result import Result


def budget(result: "Result", *, language: str = "en") -> Any:
    """A bar for each agreement, in the plan's order; a line for its budget."""
    say = phrases(language)
    paid = payments(result)
    title = budget_finding(result, paid, say)
    if not paid:
        return empty(title)
    names = told_apart([each.label for each in paid], [each.code for each in paid])
    bars = [
        LimitBar(name=name, used=each.spent, limit=each.budget, words=_words(each, say))
        for name, each in zip(names, paid, strict=True)
    ]
    currency = result.plan.settings.currency
    return finished(limit_bars(bars, say("axis.money", currency=currency)), title, [say("budget.reading")])


def _words(each: Payment, say: Phrases) -> str:
    missions = say.counted("missions", each.missions)
    if each.budget is None:
        return f"{say.number(each.spent)}; {missions}; {say('budget.no_limit')}"
    share = f" ({say.percent(each.spent / each.budget)})" if each.budget else ""
    return (
        f"{say('budget.of', spent=say.number(each.spent), budget=say.number(each.budget))}{share}; {missions}"
    )
