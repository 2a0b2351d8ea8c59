"""What is told of impossible alternatives where rows are locked: the true reason, and nothing of others."""

from dataclasses import replace
from itertools import chain

import allocator
from allocator.plan import Plan
from allocator.plan.entities import Decision
from allocator.questions.explaining.alternatives import alternatives
from allocator.results.alternatives import Alternatives
from tests.cli.conftest import ROOT
from tests.plans_by_hand import decision, expert, monday, plan_of

OTHER = decision("fixed", "R9", start=monday(12))
LOCK = decision("fixed", "R1", seat="lead", expert="KEN-01", start=monday(3))


def _plan(*rows: Decision) -> Plan:
    return plan_of([expert("KEN-01"), expert("TZA-01")], ["R1", "R2", "R9"], decisions=rows)


def _of(request: str, plan: Plan) -> Alternatives:
    model = allocator.read_model(ROOT / "models" / "national.toml")
    return alternatives(allocator.solve(plan, model, time_limit=None, workers=1), request)


def _sentences(found: Alternatives) -> set[str]:
    effects = chain((each.effect for each in found.everybody), *(team.effects for team in found.teams))
    return {each.sentence for each in chain(found.weeks_of_start, effects) if each.sentence}


def test_a_locked_request_names_its_own_lock_only() -> None:
    """It said "R9: is locked and yet not served", of a request that has nothing to do with it."""
    found = _of("R1", _plan(OTHER, LOCK))
    weeks = {week.monday: week.sentence for week in found.weeks_of_start}
    assert weeks[monday(3)] == ""
    assert weeks[monday(4)] == f"starts on {monday(4)}, locked on {monday(3)}"
    other = next(each for each in found.everybody if each.expert == "TZA-01").effect
    assert (other.verdict, other.rules) == ("impossible", ("fixed",))
    assert other.sentence == "KEN-01 is locked and yet not in the seat lead"
    assert not any("R9" in each or "not served" in each for each in _sentences(found))


def test_where_who_is_locked_cannot_go_it_says_why() -> None:
    """That another team is without the one who is locked says nothing of a week."""
    people = [expert("KEN-01", withdrawn_from=monday(6)), expert("TZA-01")]
    plan = plan_of(people, ["R1", "R9"], decisions=(OTHER, replace(LOCK, start=None)))
    told = {week.monday: week.sentence for week in _of("R1", plan).weeks_of_start}
    assert told[monday(2)] == ""
    assert told[monday(7)].startswith("KEN-01 is locked: ")
    assert "withdrawn" in told[monday(7)] or "withdraws" in told[monday(7)]


def test_who_is_locked_elsewhere_is_told_with_where() -> None:
    """The rule alone was told: not that it is the lock of R1 that keeps KEN-01 away."""
    found = _of("R2", _plan(OTHER, LOCK))
    weeks = {week.monday: week.sentence for week in found.weeks_of_start}
    assert weeks[monday(3)] == f"ZMB: hosts R1, R2 on {monday(3)}, at most 1 at once"
    own = next(team for team in found.teams if team.places == (("lead", "KEN-01"),))
    told = own.effects[[week.monday for week in found.weeks_of_start].index(monday(2))]
    assert told.rules == ("one_mission",)
    assert (
        told.sentence.startswith("KEN-01: departs on ")
        and " for R1, free again after R2 on " in told.sentence
    )
