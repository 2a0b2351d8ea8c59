"""What one allocation does otherwise than another."""

from collections.abc import Iterator

from allocator.plan.allocation import Allocation, Mission
from allocator.results.explanation import Difference, Move


def difference(before: Allocation, after: Allocation, leaving_out: str = "") -> Difference:
    """Who drops out, who is served besides and which missions move; one request may be left out."""
    was, now = before.by_request, after.by_request
    return Difference(
        dropped=tuple(code for code in was if code not in now and code != leaving_out),
        added=tuple(code for code in now if code not in was and code != leaving_out),
        moved=tuple(_moves(was, now)),
    )


def _moves(was: dict[str, Mission], now: dict[str, Mission]) -> Iterator[Move]:
    for code, old in was.items():
        new = now.get(code)
        if new is None:
            continue
        places = [{(p.seat, p.expert) for p in mission.team} for mission in (old, new)]
        dated, paid = old.start != new.start, old.agreement != new.agreement
        if dated or paid or places[0] != places[1]:
            yield Move(
                request=code,
                was_on=old.start if dated else None,
                on=new.start if dated else None,
                left=tuple(sorted({e for _, e in places[0] - places[1]})),
                joined=tuple(sorted({e for _, e in places[1] - places[0]})),
                was_paid_by=old.agreement if paid else None,
                paid_by=new.agreement if paid else None,
            )
