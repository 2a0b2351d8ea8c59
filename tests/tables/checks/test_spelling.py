"""Two spellings of one thing, and names that mean several."""

from collections.abc import Callable
from typing import Any

import pytest

from allocator.tables import SHEETS
from allocator.tables.checks.spelling import FAMILIES, near

Find = Callable[[Any], list[str]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("World Bank", "WorldBank"), ("World Bank", "world-bank"), ("Sao Tome", "São Tomé"),
        ("valuation", "valuatoin"), ("valuation", "valution"), ("risk management", "risk managment"),
        ("UNCTAD", "UNCATD"), ("time release study", "time relaese study"), ("audit", "audits"),
    ],
)  # fmt: skip
def test_near(one: str, other: str) -> None:
    assert near(one, other)
    assert near(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("valuation", "evaluation"), ("import", "export"), ("HS 2017", "HS 2022"), ("level II", "level III"),
        ("module A", "module B"), ("UNDP", "UNEP"), ("phase one", "phase ten"), ("risk2026", "risk2027"),
        ("classification", "certification"), ("*", "-"), ("origin", "origin rules"),
    ],
)  # fmt: skip
def test_not_near(one: str, other: str) -> None:
    assert not near(one, other)
    assert not near(other, one)


def outside_body(code: str, **cells: Any) -> dict[str, Any]:
    return {"administration": code, "region": "EUR", **cells}


def test_two_spellings_of_an_administration(sheets: Any, find: Find) -> None:
    sheets["Administrations"] += [outside_body("World Bank"), outside_body("WorldBank")]
    assert find(sheets) == [
        (
            "Administrations row 3 (administration): 'WorldBank' and 'World Bank' (Administrations "
            "row 2) count as different administrations; write them alike"
        )
    ]


def test_one_name_for_two_administrations(sheets: Any, find: Find) -> None:
    sheets["Administrations"] += [outside_body("WB", name="The World Bank"), outside_body("The World Bank")]
    (fault,) = find(sheets)
    assert fault.startswith(
        "Administrations row 3 (name): 'The World Bank' is also WB (Administrations row 2)"
    )


def test_two_spellings_of_a_funder(sheets: Any, find: Find) -> None:
    sheets["Administrations"].append(outside_body("World Bank"))
    sheets["Agreements"][0]["funders"] = "Sweden;Worldbank"
    sheets["Agreements"].append({"agreement": "AG2", "kind": "fund", "funders": "SWE"})
    (fault,) = find(sheets)
    assert fault.startswith(
        "Agreements row 1 (funders): 'Worldbank' and 'World Bank' (Administrations row 2)"
    )


def test_two_spellings_of_a_country(sheets: Any, find: Find) -> None:
    sheets["Administrations"] += [
        outside_body("A", country="Freedonia"), outside_body("B", country="Fredonia"),
        outside_body("C", country="Keniya"), outside_body("D", country="Taiwan"),
    ]  # fmt: skip
    told = find(sheets)
    assert [fault.split(": ")[0] for fault in told] == [
        "Administrations row 3 (country)", "Administrations row 4 (country)",
    ]  # fmt: skip
    assert "did you mean Kenya?; it is taken for another country" in told[1]


def test_topics_and_what_agreements_cover(sheets: Any, find: Find) -> None:
    sheets["Agreements"].append(
        {"agreement": "AG2", "kind": "fund", "funders": "SWE", "topics": "valuation;Valuation"}
    )
    (fault,) = find(sheets)
    assert fault.startswith(
        "Agreements row 2 (topics): 'Valuation' and 'valuation' (Requests row 1) count as"
    )


@pytest.mark.parametrize(
    ("sheet", "column", "code"),
    [("Experts", "expert", "zmb 01"), ("Requests", "request", "r-1"), ("Agreements", "agreement", "ag1"),
     ("Mission types", "mission type", "Diagnostic")],
)  # fmt: skip
def test_two_spellings_of_a_key(sheets: Any, find: Find, sheet: str, column: str, code: str) -> None:
    first = sheets[sheet][0][column]
    sheets[sheet].append({**sheets[sheet][0], column: code})
    place = f"{sheet} row {len(sheets[sheet])} ({column})"
    wanted = f"{place}: '{code}' and '{first}' ({sheet} row 1) count as different {sheet.lower()}; write them"
    assert any(fault.startswith(wanted) for fault in find(sheets))


def test_codes_that_differ_by_a_letter_are_no_slips(sheets: Any, find: Find) -> None:
    sheets["Experts"].append({**sheets["Experts"][0], "expert": "ZMB-02"})
    sheets["Qualifications"].append({**sheets["Qualifications"][0], "expert": "ZMB-02"})
    assert find(sheets) == []


# -- ambiguity --------------------------------------------------------------------------------------------

MEANT = "'Congo' can mean Democratic Republic of the Congo or Congo (Republic of the); write its ISO 3166-1"


@pytest.mark.parametrize(
    ("sheet", "column"),
    [("Members", "member"), ("Closures", "member"), ("Administrations", "administration"),
     ("Administrations", "country"), ("Experts", "administration"), ("Requests", "member"),
     ("Requests", "other members"), ("Interest", "expert"), ("Agreements", "providers"),
     ("Agreements", "beneficiaries"), ("History", "member")],
)  # fmt: skip
@pytest.mark.parametrize("text", ["Congo", "CONGO"])
def test_an_ambiguous_name_is_an_error_everywhere(
    sheets: Any, find: Find, sheet: str, column: str, text: str
) -> None:
    sheets[sheet][0][column] = text
    faults = find(sheets)
    wanted = f"{sheet} row 1 ({column}): {MEANT.replace('Congo', text, 1)}"
    assert any(fault.startswith(wanted) for fault in faults), faults


def test_one_name_of_two_own_members_is_ambiguous(sheets: Any, find: Find) -> None:
    for code in ("ABC", "ABD"):
        sheets["Members"].append({"member": code, "name": "Atlantis", "region": "AP", "languages": "en"})
    sheets["Requests"][1]["member"] = "atlantis"
    (fault,) = find(sheets)
    assert fault == (
        "Requests row 2 (member): 'atlantis' is the name of ABC and ABD in Members; write the code"
    )


def test_a_name_of_ones_own_settles_an_ambiguous_one(sheets: Any, find: Find) -> None:
    sheets["Members"].append({"member": "COG", "name": "Congo"})
    sheets["Closures"][0]["member"] = "Congo"
    assert find(sheets) == []


def test_a_borrowed_name_is_told(sheets: Any, find: Find) -> None:
    sheets["Members"].append({"member": "UGA", "name": "Kenya"})
    assert find(sheets) == [
        (
            "Members row 2 (name): 'Kenya' is the name of KEN, which it means in all other sheets; give UGA "
            "another name"
        )
    ]


def test_every_free_code_has_its_family() -> None:
    """So that one more is compared with the others of its kind; seats are names of one team alone."""
    free = {
        (sheet.name, column.field)
        for sheet in SHEETS
        for column in sheet.columns
        if column.kind in ("code", "codes") and not column.refers and column.field not in ("seat", "currency")
    }
    assert free <= {place for family in FAMILIES.values() for place in family}
