"""Sheet `Unserved`: every request that is not served, and what stands in the way."""

from typing import TYPE_CHECKING

from allocator.errors import first_of
from allocator.report.colours import Colours, Mark
from allocator.report.output_sheet import OutputSheet
from allocator.report.table import Cell, Column, Table
from allocator.report.words import PRIORITIES, member_name
from allocator.rules.base import rule_name

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.results.explanation import Explanation, SeatFunnel
    from allocator.results.result import Result

#: Obstacles that are shown; `allocator explain` shows all.
MOST_OBSTACLES = 5

_COLUMNS = (
    Column("request"),
    Column("member"),
    Column("member name"),
    Column("region"),
    Column("mission type"),
    Column("topic"),
    Column("priority"),
    Column("verdict", note="impossible: nobody or no date fits; blocked: others are served instead"),
    Column("why"),
    Column("candidates", note="Per seat: who is left, and how many experts fell to which rule first"),
    Column("what stands in the way", note="The rules that block most of the possible starts"),
)
_COLOURS = (
    Colours(
        "verdict",
        "Red: impossible. Amber: blocked",
        (Mark("is", "impossible", "bad"), Mark("is", "blocked", "wary")),
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
        request.member,
        member_name(plan, request.member),
        plan.members[request.member].region,
        request.mission_type,
        request.topic,
        PRIORITIES[request.priority],
        explanation.verdict,
        explanation.summary,
        "\n".join(funnel_words(funnel) for funnel in explanation.seats),
        "\n".join(obstacle_words(explanation)),
    )


def funnel_words(funnel: "SeatFunnel") -> str:
    """How the experts thin out: `lead (2 places): 1 of 12 experts; fell to qualification 9, release 2`."""
    places = f" ({funnel.places} places)" if funnel.places > 1 else ""
    fell = ", ".join(f"{rule_name(code)} {number}" for code, number in funnel.fell.items() if number)
    left = f"{funnel.seat}{places}: {len(funnel.candidates)} of {funnel.experts} experts"
    return f"{left}; fell to {fell}" if fell else left


def obstacle_words(explanation: "Explanation") -> list[str]:
    """The obstacles with the starts that each blocks, the greatest first, the last line for the rest."""
    lines = (f"{each.sentence} ({each.starts} of {each.of} starts)" for each in explanation.obstacles)
    return first_of(lines, MOST_OBSTACLES)
