"""What an answer is about, and what was not looked at: the lines around the tables of advice."""

from typing import TYPE_CHECKING, Any

from allocator.report.advice_words import WEIGHT, gain_words
from allocator.report.table import Column, Table
from allocator.report.words import goal_words

if TYPE_CHECKING:
    from allocator.advise import Advice


def heading(advice: "Advice[Any]") -> str:
    """What the result serves, and what could be served as things are."""
    if advice.question == "curve":
        goals = " and ".join(map(goal_words, advice.answer.goals))
        return f"Trade-off between {goals}, each point an allocation of its own."
    said = f"The result serves {advice.today:,} {WEIGHT}"
    if advice.question == "withdrawals":
        return f"{said}; losses are against that."
    best = advice.best
    if best.value is not None and best.value > advice.today:
        said += f"; as things are, {best.value:,} was found"
    if best.bound is not None:
        said += f"; as things are, no more than {best.bound:,} can be served"
    return f"{said}."


def notes(advice: "Advice[Any]") -> list[str]:
    """What was not looked at."""
    answer, found = advice.answer, []
    if advice.interrupted:
        found.append(
            "Cut short: what had not been searched for has wider limits, or no row. With a run store, the "
            "same question asked again goes on from here."
        )
    if getattr(answer, "left_out", 0):
        found.append(f"{answer.left_out:,} further possibilities promise less at first sight; not looked at.")
    if getattr(answer, "skipped", ()):
        number = answer.skipped if isinstance(answer.skipped, int) else len(answer.skipped)
        reached = "" if advice.interrupted else " in the time given: a longer --time-limit reaches them"
        found.append(f"{number:,} more were not begun{reached}.")
    if getattr(answer, "merged", 0):
        found.append(f"Searches that came to a point that another equals or beats: {answer.merged:,}.")
    if getattr(answer, "together", None) is not None:
        found.append(f"All of these changes at once: {gain_words(answer.together)}.")
    return found


def about(advice: "Advice[Any]") -> Table:
    """What the answer is about, and what was not looked at."""
    rows = [
        ("question", advice.question),
        ("plan", advice.result.plan.settings.title),
        ("coordination model", advice.result.model.title),
        ("result", heading(advice)),
        *(("note", note) for note in notes(advice)),
    ]
    return Table("About", (Column("what"), Column("finding")), tuple(rows))
