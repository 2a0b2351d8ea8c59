"""The sheets of the plan `columbus`: from people and requests, as `make_columbus.py` draws them, to rows."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from columbus_records import SOURCE, Ask, Person, team

from allocator.plan.reference import REGIONS, members

HEADERS = {
    "Plan": "key,value",
    "Members": "member,missions at once,working days",
    "Closures": "member,from,to,reason",
    "Administrations": "administration,name,region,country,away at once,days",
    "Experts": "expert,administration,languages,source,gender,missions,days,rest days,day cost",
    "Qualifications": "expert,profile,topic,status,level,valid until",
    "Availability": "expert,from,to,status",
    "Mission types": "mission type,days,level,travel days,report days",
    "Seats": "mission type,seat,profile,topic,count,status,minimum level",
    "Requests": "request,member,mission type,requested on,topic,languages,priority,earliest start,latest end,"
    "days,preferred start,after,gap days,pairing,agreements,other members,done on,expected result,indicator",
    "Request seats": "request,seat,profile,topic,count,status,minimum level",
    "Interest": "expert,request,interest",
    "Agreements": "agreement,kind,funders,name,providers,beneficiaries,topics,from,to,budget",
    "Travel": "from region,to region,cost,days",
    "History": "expert,member,last date",
    "Assignments": "request,seat,expert,start,agreement,decision,status",
}
Rows = Iterable[Iterable[Any]]


def write(folder: Path, sheet: str, rows: Rows) -> None:
    """One CSV file: UTF-8, ISO dates, lists separated by semicolons."""
    header = HEADERS[sheet].split(",")
    with folder.joinpath(f"{sheet}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            cells = [";".join(cell) if isinstance(cell, tuple) else cell for cell in row]
            if len(cells) != len(header):
                raise ValueError(f"{sheet}: {len(cells)} cells under {len(header)} headers: {cells}")
            writer.writerow(cells)


# Sheets that need nothing drawn


def settings() -> Rows:
    return list(SOURCE["plan"].items())


def member_rows() -> Rows:
    weekdays = {code: text for text, codes in SOURCE["working_days"].items() for code in codes}
    hosts = SOURCE["missions_at_once"]
    return [[code, hosts.get(code), weekdays.get(code)] for code in sorted({*weekdays, *hosts})]


def closure_rows() -> Rows:
    return sorted(
        [code, first, last, reason]
        for reason, (first, last, codes) in SOURCE["closures"].items()
        for code in codes.split(";")
    )


def mission_type_rows() -> Rows:
    return sorted(
        [name, days, level, 1, report] for name, (days, level, report, *_) in SOURCE["types"].items()
    )


def seat_rows() -> Rows:
    return [
        [name, *seat.cells(topic)]
        for name, (*_, topic, texts) in sorted(SOURCE["types"].items())
        for seat in team(texts)
    ]


def agreement_rows(budget_scale: float) -> Rows:
    """Budgets in steps of 500."""
    for code, row in sorted(SOURCE["agreements"].items()):
        funders, kind, name, providers, beneficiaries, topics, first, last, budget = row
        scaled = 500 * round(budget * budget_scale / 500)
        yield [code, kind, funders, name, providers, beneficiaries, topics, first, last, scaled]


def travel_rows() -> Rows:
    return [
        [origin, region, cost, 2 if region in SOURCE["far"].get(origin, ()) else None]
        for origin, costs in SOURCE["travel"].items()
        for region, cost in zip(sorted(REGIONS), costs, strict=True)
    ]


# Sheets of people


def region_of(administration: str) -> str:
    outside = SOURCE["outside"].get(administration)
    return str(outside["region"] if outside else members()[administration].region)


def administration_rows(quota_days: int) -> Rows:
    """The Secretariat and outside bodies, and the Members that limit what their experts may give."""
    for code, pool in sorted(SOURCE["pools"].items()):
        count = int(pool.split()[0])
        outside = SOURCE["outside"].get(code)
        if outside:
            yield [code, outside["name"], outside["region"], "", outside.get("away at once"), None]
        elif count > 1:
            yield [code, "", "", "", count // 2, quota_days * count if count > 2 else None]


def expert_rows(people: Iterable[Person]) -> Rows:
    for person in people:
        outside = "external" if person.administration in SOURCE["outside"] else "pool"
        source = "secretariat" if person.administration == "WCO" else outside
        yield [
            person.code, person.administration, person.languages, source, person.gender, person.missions,
            10 * person.missions, person.rest_days, day_cost(person),
        ]  # fmt: skip


def day_cost(person: Person) -> int:
    """EUR a day: the region's, with a supplement for the most experienced; for Secretariat staff only the
    daily allowance."""
    if person.administration == "WCO":
        return int(SOURCE["day_costs"]["WCO"])
    top = max(standing.level for standing in person.skills.values())
    return int(SOURCE["day_costs"][region_of(person.administration)]) + 15 * max(0, top - 3)


def qualification_rows(people: Iterable[Person]) -> Rows:
    return [
        [person.code, profile, topic, standing.status, standing.level, standing.ends]
        for person in people
        for (profile, topic), standing in sorted(person.skills.items())
    ]


def availability_rows(people: Iterable[Person]) -> Rows:
    return [[p.code, spell.first, spell.last, spell.status] for p in people for spell in p.spells]


# Sheets of requests


def request_rows(asks: Iterable[Ask]) -> Rows:
    for ask in asks:
        result, indicator = (text.format(topic=ask.topic) for text in SOURCE["results"][ask.mission_type])
        yield [
            ask.code, ask.member, ask.mission_type, ask.requested, ask.topic, ask.languages, ask.priority,
            ask.first, ask.last, SOURCE["own_days"].get(f"{ask.member} {ask.mission_type}"), ask.preferred,
            ask.after.code if ask.after else "", ask.gap or None, ask.pairing, ask.agreements, ask.others,
            ask.done, result, indicator,
        ]  # fmt: skip


def request_seat_rows(asks: Iterable[Ask]) -> Rows:
    return [[ask.code, *seat.cells("")] for ask in asks for seat in ask.own_team]
