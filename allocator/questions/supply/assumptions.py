"""What is taken for granted where a plan says nothing, in words."""

from collections.abc import Iterator

from allocator.errors import enumerated
from allocator.plan import Plan
from allocator.plan.policy import CoordinationModel
from allocator.questions.supply.filtering import Filtered
from allocator.questions.supply.weekends import stopped_by_weekends

_NAMED = 8  # people named in a note, at most
_ASKED = "Days asked are spread evenly over the working days of each request's window."
_RELEASED = (
    "Days released are those of all who qualify and share a language, whatever their country; nobody counts"
    " for more than the own limits, in a month or in all. One person may count in several rows."
)


def notes_of(plan: Plan, model: CoordinationModel, found: Filtered) -> tuple[str, ...]:
    """How the numbers are to be read, and what the plan leaves open."""
    return *_contradiction(found), *_weekends(found), *_left_open(plan, model), _ASKED, _RELEASED


def _contradiction(found: Filtered) -> Iterator[str]:
    """What makes every allocation impossible, whatever is locked."""
    if found.broken:
        yield "No allocation keeps all hard rules together: `allocator solve` will name those that collide."


def _weekends(found: Filtered) -> Iterator[str]:
    """Whose releases want joining over the weekends."""
    stopped = stopped_by_weekends(found)
    if stopped:
        yield (
            "Releases stop at weekends, so no journey or stay over a weekend fits: "
            f"{enumerated(stopped, _NAMED)}."
            " If they are released on these days off as well, join their rows in Availability."
        )


def _left_open(plan: Plan, model: CoordinationModel) -> Iterator[str]:
    always = [code for code in plan.experts if code not in plan.availability_of]
    if always:
        who = "1 expert has" if len(always) == 1 else f"{len(always)} experts have"
        counts = "counts" if len(always) == 1 else "count"
        yield (
            f"{who} no row in Availability and {counts} as released for the whole plan: "
            f"{enumerated(always, _NAMED)}."
        )
    tentative = sum(row.status == "tentative" for row in plan.availability)
    if tentative:
        rows = "1 release is" if tentative == 1 else f"{tentative} releases are"
        yield f"{rows} tentative and counted like the confirmed ones."
    if plan.travel is None:
        yield "There is no Travel sheet: travel costs nothing."
    if plan.agreements is None:
        yield "There is no Agreements sheet: no funding is asked for."
    elif not model.is_on("funding"):
        yield "The model asks for no funding: agreements and their budgets are left out."
