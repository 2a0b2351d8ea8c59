"""Employers without a country whose name speaks of a Member."""

from collections.abc import Callable
from typing import Any

Find = Callable[[Any], list[str]]


def test_a_blank_country_is_told_with_what_it_permits(sheets: Any, find: Find) -> None:
    sheets["Administrations"].append({"administration": "KRA", "region": "ESA"})
    sheets["Experts"][0]["administration"] = "KRA"
    sheets["Interest"][0]["expert"] = "ZMB-01"
    sheets["Agreements"][0]["providers"] = "KRA;WCO"
    (warning,) = [line for line in find(sheets) if "(country)" in line]
    assert warning == (
        "Administrations row 2 (country): is blank, but 'KRA' speaks of Kenya: ZMB-01 may be sent there "
        "(R1, R2) as if from abroad; write KEN"
    )
    sheets["Administrations"][-1]["country"] = "KEN"
    assert not [line for line in find(sheets) if "(country)" in line]


def test_a_blank_country_that_permits_nothing_is_not_told(sheets: Any, find: Find) -> None:
    sheets["Administrations"].append({"administration": "Swedish Customs", "region": "EUR"})
    assert find(sheets) == []  # employs nobody

    sheets["Experts"][1]["administration"] = "Swedish Customs"
    sheets["Agreements"][0]["providers"] = "ZMB;Swedish Customs"
    assert find(sheets) == []  # one person, and Sweden asks for nothing
    sheets["Experts"][0]["administration"] = "SWE"
    sheets["Interest"][0]["expert"] = "WCO-01"
    sheets["Agreements"][0]["providers"] = "SWE;Swedish Customs"
    assert any("WCO-01, ZMB-01 count as from different countries; write SWE" in line for line in find(sheets))
