"""Requests that insist on people from different countries where no team can be so."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from allocator.inputs.warnings.qualified import Fits
from allocator.plan.entities import Request
from allocator.plan.plan import Plan
from allocator.problem import Bools
from allocator.problem.matching import most_filled
from allocator.tables.findings import Draft, Findings
from allocator.tables.lenient import ANY

_SHOWN_COUNTRIES = 4


def check_pairs(plan: Plan, fits: Fits, requests: Mapping[str, Draft], findings: Findings) -> None:
    """Warn at the cell `pairing` where those who qualify and speak a language of the request cannot fill all
    its places from different countries. A blank country is shared with nobody."""
    speakers = _speakers(plan)
    employers = [plan.administration_of(code) for code in plan.experts]
    countries = np.array([a.country or f"? {i}" for i, a in enumerate(employers)], dtype=object)
    for position, request in enumerate(plan.open_requests):
        seats = np.flatnonzero(fits.seat_request == position) if request.pairing == "required" else ()
        places = sum(fits.seats[q].count for q in seats)
        if places < 2 or request.request not in requests:
            continue
        speaks = _any_of(request, speakers, len(plan.experts))
        found = {int(q): set(countries[fits.fit[q] & speaks]) for q in seats}
        if not _can_fill(list(found.values()), [fits.seats[q].count for q in found]):
            come = "; ".join(f"{fits.seats[q].seat} {_listed(found[q])}" for q in found)
            message = (
                f"asks for {places} people of different countries, but who qualifies and speaks "
                f"{' or '.join(request.languages)} comes from: {come}"
            )
            findings.on(requests[request.request], "pairing", message, severity="warning")


def _speakers(plan: Plan) -> dict[str, Bools]:
    """Who speaks each language."""
    speakers: dict[str, Bools] = {}
    for i, expert in enumerate(plan.experts.values()):
        for language in expert.languages:
            speakers.setdefault(language, np.zeros(len(plan.experts), dtype=bool))[i] = True
    return speakers


def _any_of(request: Request, speakers: dict[str, Bools], size: int) -> Bools:
    """Who speaks one of the request's languages."""
    if not request.languages or ANY in request.languages:
        return np.ones(size, dtype=bool)
    nobody = np.zeros(size, dtype=bool)
    asked = [speakers.get(language, nobody) for language in (*request.languages, ANY)]
    return np.any(np.array(asked), axis=0, out=nobody.copy())


def _can_fill(found: Sequence[set[str]], counts: Sequence[int]) -> bool:
    """Whether each of so many places per seat can have a country of its own, of those found for the seat."""
    countries = sorted(set().union(*found))
    if sum(counts) > len(countries):
        return False
    comes = np.array([[country in own for country in countries] for own in found], dtype=bool)
    return most_filled(np.repeat(comes, counts, axis=0)) == sum(counts)


def _listed(countries: Iterable[str]) -> str:
    """Countries as text; people of no country count as one each."""
    names = sorted(name for name in countries if not name.startswith("?"))
    others = len(set(countries)) - len(names)
    shown = names[:_SHOWN_COUNTRIES] + (["others"] if len(names) > _SHOWN_COUNTRIES else [])
    text = ", ".join(shown + (["no country"] if others else []))
    return text or "nowhere, for there is nobody"
