"""The corpus: one plan with a fault in every column of the schema and one of every class, found in one run.

Each plant is a row of its own, so that none covers another. The run must find all of them where they stand,
and nothing else, in a workbook, in CSV files and in DataFrames.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from allocator.errors import Fault, InputError
from allocator.inputs.plan_file import plan_from_frames, read_plan
from allocator.tables import SHEETS
from allocator.tables.raw import column_letters
from allocator.tables.schema import Column

Row = dict[str, Any]

WRONG: dict[str, Any] = {
    "date": "31/02/2026", "whole": "three", "limit": "some", "choice": "perhaps", "weekdays": "Funday",
    "choices": "perhaps", "languages": "xx",
    "member": "Freedonia", "members": "UGA;Freedonia", "region": "Atlantis",
    "places": "ESA;Nowhere", "text": "#REF!", "key": "#REF!",
}  # fmt: skip
SAYS = {
    "date": "is not a day of the calendar", "whole": "is not a whole number", "limit": "or - for no limit",
    "choice": "is not possible here", "weekdays": "is not a set of weekdays",
    "choices": "is not possible here", "languages": "is not a language of ISO 639-1",
    "member": "is not a WCO Member",
    "members": "is not a WCO Member", "region": "is not a WCO region", "places": "or a region (AMS",
    "text": "the formula gives #REF!", "key": "the formula gives #REF!",
}  # fmt: skip

#: Sound rows into which the wrong values of the columns go; {n} makes each its own.
BEDS: dict[str, Callable[[int], Row]] = {
    "Members": lambda n: {"member": ("FRA", "DEU", "ESP", "PRT", "ITA", "POL")[n]},
    "Closures": lambda n: {"member": "FRA", "from": date(2026, 8, 3), "to": date(2026, 8, 4)},
    "Administrations": lambda n: {"administration": f"BODY{n}", "region": "EUR"},
    "Experts": lambda n: {"expert": f"ZMB-1{n:02}", "administration": "ZMB", "languages": "en"},
    "Qualifications": lambda n: {"expert": "ZMB-01", "profile": "TOE", "topic": f"spare {n}"},
    "Availability": lambda n: {"expert": "ZMB-01", "from": date(2026, 9, 1), "to": date(2026, 9, 30)},
    "Mission types": lambda n: {"mission type": f"spare {n}", "days": 5},
    "Seats": lambda n: {"mission type": "spare", "seat": f"seat {n}", "profile": "TOE"},
    "Requests": lambda n: {
        "request": f"N{n}", "member": "KEN", "mission type": "diagnostic", "topic": "valuation",
        "requested on": date(2026, 3, 1), "done on": date(2026, 4, 1),
    },
    "Request seats": lambda n: {"request": "R0", "seat": f"seat {n}", "profile": "TOE"},
    "Interest": lambda n: {"expert": ("ZMB-01", "WCO-01", "ZMB")[n], "request": "R2", "interest": 1},
    "Agreements": lambda n: {"agreement": f"SPARE{n}", "kind": "fund", "funders": "SWE"},
    "Travel": lambda n: {"from region": "AMS", "to region": ("AP", "WCA", "EUR", "AMS")[n], "cost": 1},
    "History": lambda n: {
        "expert": "ZMB-01", "member": ("KEN", "UGA", "TZA")[n], "last date": date(2025, 1, 1)
    },
    "Assignments": lambda n: {"request": "R1", "decision": "fixed"},
}  # fmt: skip


@dataclass
class Corpus:
    """A plan, and where its faults are: (sheet, row, header, what is said there)."""

    sheets: dict[str, list[Row]]
    plants: list[tuple[str, int, str, str]] = field(default_factory=list)

    def add(self, sheet: str, **cells: Any) -> int:
        """A row at the end of a sheet, headers with _ for a space (and `from_` for from); its number."""
        row = {header.strip("_").replace("_", " "): value for header, value in cells.items()}
        self.sheets[sheet].append(row)
        return len(self.sheets[sheet])

    def request(self, code: str, **cells: Any) -> int:
        """A request for a diagnostic, open unless it says otherwise; the number of its row."""
        return self.add(
            "Requests", **{**_named(BEDS["Requests"](0)), "done_on": None, "request": code, **cells}
        )

    def expect(self, sheet: str, row: int, header: str, says: str) -> None:
        self.plants.append((sheet, row, header, says))


def _named(row: Row) -> Row:
    return {header.replace(" ", "_"): value for header, value in row.items()}


def wrong(sheet: str, column: Column) -> tuple[Any, str]:
    """A value that cannot stand in a column, and what is to be said of it. Each unknown code is another one,
    for one alone may be the code of a row whose key cannot be read."""
    if column.kind in ("code", "codes"):
        code = f"X {sheet} {column.header}"
        return (code, f"'{code}'") if column.refers else ("#REF!", SAYS["text"])
    if column.kind in ("member", "members", "places"):
        return f"{WRONG[column.kind]} of {sheet}", SAYS[column.kind]
    return WRONG[column.kind], SAYS[column.kind]


def plant_columns(corpus: Corpus) -> None:
    """A wrong value in every column of every sheet."""
    corpus.add("Mission types", mission_type="spare", days=5)
    for sheet in SHEETS[1:]:
        for n, column in enumerate(sheet.columns):
            value, says = wrong(sheet.name, column)
            corpus.sheets[sheet.name].append({**BEDS[sheet.name](n), column.header: value})
            corpus.expect(sheet.name, len(corpus.sheets[sheet.name]), column.header, says)
    for n, column in enumerate(SHEETS[0].columns):
        if column.header in ("start", "end"):  # the calendar is needed for other plants
            row = corpus.add("Plan", key=column.header, value="soon")
            corpus.expect("Plan", row, column.header, "is set twice")
        else:
            corpus.sheets["Plan"][n]["value"], says = wrong("Plan", column)
            corpus.expect("Plan", n + 1, column.header, says)


def plant_misfits(corpus: Corpus) -> None:
    """Errors between cells."""
    add, expect, request = corpus.add, corpus.expect, corpus.request
    done = {"done_on": date(2026, 4, 1)}
    row = add("Closures", member="FRA", from_=date(2026, 8, 3), to=date(2026, 8, 2))
    expect("Closures", row, "to", "is before from 2026-08-03")
    row = add("Availability", expert="ZMB-01", from_=date(2026, 8, 3), to=date(2026, 8, 2))
    expect("Availability", row, "to", "is before from 2026-08-03")
    row = add("Agreements", agreement="BACK", kind="fund", funders="SWE", from_=date(2027, 1, 2),
              to=date(2027, 1, 1))  # fmt: skip
    expect("Agreements", row, "to", "is before from 2027-01-02")
    row = request("SPAN", earliest_start=date(2027, 3, 2), latest_end=date(2027, 3, 1))
    expect("Requests", row, "latest end", "is before earliest start")
    row = add("Experts", **{"expert": "LEAST", "administration": "ZMB", "languages": "en",
              "missions": 1, "minimum missions": 2})  # fmt: skip
    add("Qualifications", expert="LEAST", profile="TOE", topic="valuation")
    expect("Experts", row, "minimum missions", "2 is more than missions, 1")
    expect("Requests", request("STAR", topic="*", **done), "topic", "'*' belongs in Qualifications only")
    expect(
        "Requests", request("SELF", other_members="KEN"), "other members", "names the asking Member itself"
    )
    row = request("EARLY", done_on=date(2026, 2, 1))
    expect("Requests", row, "done on", "is before requested on")
    row = request("RING1", after="RING2")
    request("RING2", after="RING1")
    expect("Requests", row, "after", "wait for each other in a circle: RING1 after RING2 after RING1")
    expect("Requests", request("R2"), "request", "'R2' is there twice, first at")
    expect("Requests", request("WHERE", member="Congo", **done), "member", "'Congo' can mean")
    for n in range(5):  # one cause in five cells
        row = request(f"TRS{n}", mission_type="TRS", **done)
        expect("Requests", row, "mission type", "'TRS' has no row in Mission types")
    for n in (1, 2, 3):  # fewer may be those of the rows whose owner cannot be read
        row = add("Mission types", mission_type=f"seatless {n}", days=3)
        request(f"NOSEAT{n}", mission_type=f"seatless {n}")
        expect("Mission types", row, "mission type", f"has no row in Seats, and NOSEAT{n} asks for it")
    row = add("Assignments", request="R2", seat="trainer", decision="fixed")
    expect("Assignments", row, "seat", "R2 has no seat 'trainer', but lead")
    row = add("Assignments", request="R0", start=date(2026, 9, 14), decision="fixed")
    expect("Assignments", row, "start", "2026-09-14 is after 2025-09-01, when it was done")
    row = add("Assignments", request="R1", start=date(2026, 9, 14), decision="fixed")
    expect("Assignments", row, "start", "2026-09-14 contradicts 2026-09-07")
    row = add("Experts", expert="BODY-01", administration="WCOO", languages="en")
    expect("Experts", row, "administration", "an outside body needs a row in Administrations")
    corpus.sheets["History"][-1]["last dat"] = None
    expect("History", 0, "last dat", "no such column is known and it is ignored; did you mean last date?")
    row = add("Plan", key="currenzy", value="EUR")
    expect("Plan", row, "currenzy", "no such setting is known and it is ignored; did you mean currency?")


def plant_doubts(corpus: Corpus) -> None:
    """Warnings."""
    add, expect, request = corpus.add, corpus.expect, corpus.request

    def expert(code: str, administration: str = "ZMB", **qualification: Any) -> int:
        row = add("Experts", expert=code, administration=administration, languages="en")
        topic = {"profile": "TOE", "topic": "valuation", **qualification}
        corpus.sheets["Qualifications"].append({"expert": code, **topic})
        return row

    add("Administrations", administration="World Bank", region="AMS")
    row = add("Administrations", administration="WorldBank", region="AMS")
    expect("Administrations", row, "administration", "'WorldBank' and 'World Bank'")
    row = add("Administrations", administration="OTHER", name="Secretariat", region="EUR")
    expect("Administrations", row, "name", "'Secretariat' is also WCO")
    row = add("Administrations", administration="THIRD", region="EUR", country="Beelgium")
    expect("Administrations", row, "country", "did you mean Belgium?; it is taken for another country")
    row = add("Agreements", agreement="BANK", kind="fund", funders="world-bank")
    expect("Agreements", row, "funders", "'world-bank' and 'World Bank'")
    expect("Experts", expert("zmb 01"), "expert", "'zmb 01' and 'ZMB-01'")
    expert("MIXED-01", topic="Valuatoin")
    expect("Qualifications", len(corpus.sheets["Qualifications"]), "topic", "'Valuatoin' and 'valuation'")
    expect("Experts", len(corpus.sheets["Experts"]), "expert", "holds no profile and topic")
    expert("MIXED-02", profile="TOEE")
    row = len(corpus.sheets["Qualifications"])
    expect("Qualifications", row, "profile", "no seat asks for the profile 'TOEE'; did you mean TOE?")
    expect("Experts", expert("IDLE-01", topic="brewing"), "expert", "holds no profile and topic that")
    expect(
        "Experts",
        expert("LOW-01", level=1, status="pre-accredited"),
        "expert",
        "no status, level or date that suffices",
    )
    row = expert("GONE-01")
    add("Availability", expert="GONE-01", from_=date(2025, 1, 1), to=date(2025, 2, 1))
    expect("Experts", row, "expert", "is never released in the plan")
    row = add("Availability", expert="ZMB-01", from_=date(2028, 1, 1), to=date(2028, 2, 1))
    expect("Availability", row, "from", "is after the plan ends on 2027-06-30")
    expert("OLD-01", **{"valid until": date(2026, 1, 1)})
    row = len(corpus.sheets["Qualifications"])
    expect("Qualifications", row, "valid until", "is before the plan starts on 2026-07-01")
    row = request("SHORT", earliest_start=date(2026, 9, 7), latest_end=date(2026, 9, 9))
    expect("Requests", row, "latest end", "5 working days do not fit from 2026-09-07 to 2026-09-09")
    request("FIRST", earliest_start=date(2027, 3, 1))
    row = request("NEXT", after="FIRST", latest_end=date(2027, 3, 8))
    expect("Requests", row, "after", "FIRST ends on 2027-03-05 at the earliest")
    row = request("WISH", earliest_start=date(2027, 3, 1), preferred_start=date(2027, 2, 1))
    expect("Requests", row, "preferred start", "2027-02-01 is outside the request's window")
    expect("Requests", request("LATE", latest_end=date(2026, 3, 5)), "latest end", "before the plan's start")
    add("Mission types", mission_type="pair", days=5)
    add("Seats", mission_type="pair", seat="lead", profile="CMA", count=2)
    expert("PAIR-01", profile="CMA", topic="valuation")
    expert("PAIR-02", profile="CMA", topic="valuation")
    row = request("PAIRED", mission_type="pair", pairing="required")
    expect("Requests", row, "pairing", "asks for 2 people of different countries")
    row = add("Agreements", agreement="PAST", kind="fund", funders="SWE", to=date(2026, 1, 1))
    expect("Agreements", row, "to", "is before the plan starts on 2026-07-01")
    row = add("Agreements", agreement="ELSE", kind="fund", funders="SWE", beneficiaries="AMS")
    expect("Agreements", row, "beneficiaries", "no open request comes from there")
    row = add("Agreements", agreement="BREW", kind="fund", funders="SWE", topics="brewing")
    expect("Agreements", row, "topics", "no open request asks for one of them")
    row = add("Agreements", agreement="POOR", kind="fund", funders="SWE", beneficiaries="TZA", budget=5)
    request("TANZ", member="TZA", agreements="POOR")
    expect("Agreements", row, "budget", "the cheapest mission that it could pay for costs")
    row = request("UNPAID", agreements="PAST")
    expect("Requests", row, "agreements", "none of them can pay")


@pytest.fixture
def corpus(sheets: Any) -> Corpus:
    """Everything planted in the full plan."""
    planted = Corpus(sheets)
    plant_columns(planted)
    plant_misfits(planted)
    plant_doubts(planted)
    return planted


def places_in_frames(corpus: Corpus, sheet: str, row: int, header: str) -> str:
    return f"{sheet} row {row}" if row else sheet


def places_in_csv(corpus: Corpus, sheet: str, row: int, header: str) -> str:
    return f"{sheet}.csv line {row + 1}" if row else f"{sheet}.csv"


def places_in_xlsx(corpus: Corpus, sheet: str, row: int, header: str) -> str:
    headers = list(dict.fromkeys(each for cells in corpus.sheets[sheet] for each in cells))
    letter = "B" if sheet == "Plan" else column_letters(headers.index(header))
    return f"{sheet}!{letter}{row + 1}" if row else sheet


def run(read: Callable[[], Any]) -> list[tuple[str, str, Fault]]:
    """Every place with a fault, its header and the fault."""
    with pytest.raises(InputError) as caught:
        read()
    return [(place, f.column, f) for f in caught.value.faults for place in (f.place, *f.also)]


@pytest.mark.parametrize("source", ["frames", "csv", "xlsx"])
def test_one_run_finds_every_planted_fault_and_nothing_else(
    corpus: Corpus, to_frames: Any, to_csv: Any, to_xlsx: Any, source: str
) -> None:
    if source == "frames":
        place_of, found = places_in_frames, run(lambda: plan_from_frames(to_frames(corpus.sheets)))
    elif source == "csv":
        place_of, found = places_in_csv, run(lambda: read_plan(to_csv(corpus.sheets)))
    else:
        place_of, found = places_in_xlsx, run(lambda: read_plan(to_xlsx(corpus.sheets)))
    wanted = {
        (place_of(corpus, sheet, row, header), header): says for sheet, row, header, says in corpus.plants
    }
    told = {(place, header): fault.message for place, header, fault in found}
    assert len(wanted) == len(corpus.plants)
    assert {key: says for key, says in wanted.items() if says not in told.get(key, "")} == {}
    assert {key: message for key, message in told.items() if key not in wanted} == {}
    assert len(found) == len(wanted)


def test_the_corpus_covers_the_schema(corpus: Corpus) -> None:
    planted = {(sheet, header) for sheet, _, header, _ in corpus.plants}
    assert {(sheet.name, column.header) for sheet in SHEETS for column in sheet.columns} <= planted
    assert len(corpus.plants) > 150


def test_one_cause_in_five_cells_is_one_fault_in_the_run(corpus: Corpus, to_frames: Any) -> None:
    found = run(lambda: plan_from_frames(to_frames(corpus.sheets)))
    (fault,) = {f for _, _, f in found if f.message.startswith("'TRS'")}
    assert len(fault.also) == 4
