"""Words for supply and demand, which sheets and the terminal share."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from allocator.errors import enumerated
from allocator.questions.impossibility import rules_in_words
from allocator.report.words import counted
from allocator.rules import RULES

if TYPE_CHECKING:
    from allocator.questions.supply import Impossible, Lever, Minimum, Person, SupplyAndDemand

_NAMED = 4  # requests named in a sentence, at most


def kind_words(profile: str, topic: str, languages: Sequence[str]) -> str:
    """What is asked of somebody: `TOE risk-management in pt`, `CMA modernization in en or fr`."""
    skill = f"{profile} {topic}" if topic else profile
    return f"{skill} in {' or '.join(languages)}" if languages else skill


def rules_clause(impossible: "Impossible") -> str:
    """What the rules in the way of a request ask, behind their names."""
    asked = "; ".join(RULES[code].sentence for code in impossible.rules)
    return f"{rules_in_words(impossible)}: {asked}"


def person_words(person: "Person") -> str:
    """Why somebody is scarce, the weightiest reason first; nothing for those who are not."""
    reasons = []
    if person.needed_by:
        weight = counted(person.needed_weight, "weight units")
        reasons.append(f"nobody to spare for {named(person.needed_by)} ({weight})")
    if person.bound_falls:
        weight = counted(person.bound_falls, "weight units")
        reasons.append(f"without this expert the most that can be served is lower by at least {weight}")
    if person.days_asked > person.days_released:
        asked, given = counted(person.days_asked, "days"), person.days_released
        reasons.append(f"an equal share of the seats is {asked}, {given:,} released")
    return "; ".join(reasons)


def minimum_words(minimum: "Minimum") -> str:
    """Minimum missions that cannot be reached, with the numbers."""
    who, missions = ", ".join(minimum.experts), counted(minimum.asked, "missions")
    asked = f"{who}: at least {missions} agreed" + (" together" if len(minimum.experts) > 1 else "")
    if minimum.beside:
        asked += " beside what is delivered"
    if minimum.limit == "missions":
        return f"{asked}, and at most {minimum.most}"
    if minimum.limit == "requests":
        only = counted(minimum.most, "possible requests") if minimum.most else "no possible request"
        return f"{asked}, {only} to go on" + (f": {named(minimum.requests)}" if minimum.requests else "")
    if minimum.limit == "time":
        return f"{asked}, at most {minimum.most} fit one after the other, with journeys, report and rest"
    if minimum.limit == "seats":
        return f"{asked}, and seats that they fit for at most {minimum.most}"
    if minimum.limit == "quota" and not minimum.most:
        return f"{asked}, and {minimum.administration} lets nobody go"
    who, verb = (minimum.administration, "allows") if minimum.limit == "quota" else ("the expert", "may give")
    needed, most = counted(minimum.needed, "days"), minimum.most
    given = f"has {most:,} left" if minimum.beside else f"{verb} {most:,}"
    return f"{asked}, which take {needed} or more, {who} {given}"


def lever_words(lever: "Lever") -> str:
    """What more people of one kind would open."""
    kind = kind_words(lever.profile, lever.topic, lever.languages)
    opens = counted(len(lever.requests), "requests")
    weight = counted(lever.weight, "weight units")
    people = counted(lever.people, "more experts")
    return (
        f"With {people} for {kind}, released when needed, {opens} would lack nobody"
        f" ({weight}): {named(lever.requests)}"
    )


def bound_words(picture: "SupplyAndDemand") -> str:
    """The most that can be served, in a sentence."""
    most = picture.bound
    weight = counted(most.weight_asked, "weight units")
    return (
        f"No allocation can serve more than {most.requests:,} of {counted(most.requests_asked, 'requests')},"
        f" or more than {most.weight:,} of {weight}."
    )


def competing_words(picture: "SupplyAndDemand") -> str:
    """How many possible requests no allocation serves together; nothing where none are known."""
    most = picture.bound
    others = most.requests_asked - len(picture.impossible) - most.requests
    if others <= 0:
        return ""
    return f"At least {counted(others, 'other requests')} must give way: not all of them go together."


def named(codes: Sequence[str]) -> str:
    """The first few codes, and how many more."""
    return enumerated(codes, _NAMED)
