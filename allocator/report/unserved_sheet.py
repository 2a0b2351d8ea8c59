"""Sheet `Unserved`: every request that is not served, and what stands in the way."""

from typing import TYPE_CHECKING

from allocator.report.colours import Colours, Mark
from allocator.report.explanation_words import change_words, funnel_words, obstacle_words
from allocator.report.output_sheet import OutputSheet
from allocator.report.table import Cell, Column, Table
from allocator.report.words import PRIORITIES, member_name
from allocator.results.explanation import Grade

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.results.explanation import Explanation
    from allocator.results.result import Result

_COLUMNS = (
    Column("request"),
    Column("member name"),
    Column("mission type"),
    Column("topic"),
    Column("priority"),
    Column("grade", note="How sure it is. Not asked: allocator explain and solve --advise tell", width=18),
    Column("why", width=62),
    Column("trade", note="Who would lose if it were served, and how much; needs --advise", width=44),
    Column("cheapest change", note="Solved with; priced by the model's table [negotiable]", width=36),
    Column("other changes", note="Each without the dearest part of those before", width=36, detail=True),
    Column(
        "candidates",
        note="Per seat: who is left, and how many experts fell to which rule first",
        width=44, detail=True,
    ),
    Column(
        "what stands in the way",
        note="The rules that block most of the possible starts",
        width=44, detail=True,
    ),
    Column("member", note="Code of the Member", detail=True),
    Column("region", detail=True),
)  # fmt: skip
_COLOURS = (
    Colours(
        "grade",
        "Red: impossible. Amber: possible, but dearer. Green: possible, and nothing is lost",
        (
            Mark("is", Grade.IMPOSSIBLE_ALONE.value, "bad"),
            Mark("is", Grade.IMPOSSIBLE_BESIDE.value, "bad"),
            Mark("is", Grade.DEARER.value, "wary"),
            Mark("is", Grade.NOTHING_LOST.value, "good"),
        ),
    ),
)


def unserved(result: "Result") -> Table:
    """One row per open request without a mission, the most urgent first."""
    from allocator.questions.explaining import explain_all

    plan = result.plan
    order = {code: number for number, code in enumerate(plan.requests)}
    found = sorted(
        explain_all(result), key=lambda each: (plan.requests[each.request].priority, order[each.request])
    )
    return Table("Unserved", _COLUMNS, tuple(_row(plan, explanation) for explanation in found), _COLOURS)


SHEET = OutputSheet(table=unserved)


def _row(plan: "Plan", explanation: "Explanation") -> tuple[Cell, ...]:
    request = plan.requests[explanation.request]
    return (
        request.request,
        member_name(plan, request.member),
        request.mission_type,
        request.topic,
        PRIORITIES[request.priority],
        explanation.grade.value,
        f"{explanation.summary} {explanation.note}".strip(),
        explanation.trade.sentence if explanation.trade else "",
        "\n".join(map(change_words, explanation.changes[:1])),
        "\n".join(map(change_words, explanation.changes[1:])),
        "\n".join(funnel_words(funnel) for funnel in explanation.seats),
        "\n".join(obstacle_words(explanation)),
        request.member,
        plan.members[request.member].region,
    )
