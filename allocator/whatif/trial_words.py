"""What becomes of missions, in words: who goes instead of whom, when, and who pays."""

from collections.abc import Iterable, Iterator

from allocator.errors import enumerated
from allocator.plan.allocation import Mission

_NAMED = 8  # people of a team named in a sentence, at most

#: Requests, each with its mission before and after, None where it has none.
Missions = Iterable[tuple[str, Mission | None, Mission | None]]


def mission_sentences(missions: Missions) -> Iterator[str]:
    """What becomes of each: `R017: KEN-03 in the seat lead instead of FRA-02.`"""
    return (f"{code}: {_change(before, after)}." for code, before, after in missions)


def _change(before: Mission | None, after: Mission | None) -> str:
    if after is None:
        return "not served any more"
    if before is None:
        payer = f", paid by {after.agreement}" if after.agreement else ""
        return f"served from {after.start} by {enumerated(after.experts, _NAMED) or 'nobody'}{payer}"
    return "; ".join(_differences(before, after)) or "stays as it is"


def _differences(before: Mission, after: Mission) -> Iterator[str]:
    come = [place for place in after.team if place not in before.team]
    gone = [place for place in before.team if place not in after.team]
    for seat in dict.fromkeys(place.seat for place in (*come, *gone)):
        new, old = ([place.expert for place in team if place.seat == seat] for team in (come, gone))
        instead = f" instead of {enumerated(old, _NAMED)}" if old else ""
        yield f"{enumerated(new, _NAMED) or 'nobody'} in the seat {seat}{instead}"
    if before.start != after.start:
        yield f"from {after.start} instead of {before.start}"
    if before.agreement != after.agreement:
        yield f"{after.agreement or 'nobody'} pays instead of {before.agreement or 'nobody'}"
