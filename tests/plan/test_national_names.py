"""Members named in the name of an employer: by their names, adjectives and services."""

import pytest

from allocator.plan.national_names import members_named_in
from allocator.plan.reference import members, reference_rows

#: Bodies that belong to no Member, and words of many services.
OUTSIDE = [
    "World Bank", "UNCTAD", "UNDP", "GIZ", "SECO", "European Union", "EU", "OECD", "ROCB ESA", "RTC", "IMF",
    "Inter-American Development Bank", "Organization of American States", "African Development Bank", "SACU",
    "Indian Ocean Commission", "Commission de l'océan Indien", "Caribbean Community", "CARICOM", "COMESA",
    "West African Economic and Monetary Union", "Andean Community", "Oceania Customs Organisation", "EAC",
    "Organisation internationale de la Francophonie", "Commonwealth Secretariat", "Freelance", "Consultants",
    "National Customs", "Customs and Excise", "Direction générale des douanes", "Dirección de Aduanas",
    "Revenue Authority", "Border Guard", "Asian Development Bank", "East African Community", "ASEAN", "us",
    "University of the West Indies", "International Chamber of Commerce", "League of Arab States",
]  # fmt: skip


@pytest.mark.parametrize("row", list(reference_rows("members.csv")), ids=lambda row: row["code"])
def test_every_member_is_heard_in_its_names(row: dict[str, str]) -> None:
    for name in (
        f"{row['name']} Customs",
        f"Douanes : {row['name_fr']}",
        f"{row['code']} Customs",
        row["code"],
    ):
        assert members_named_in(name) == {row["code"]} or row["code"] in ("COG", "COD"), name
        assert row["code"] in members_named_in(name)


@pytest.mark.parametrize("row", list(reference_rows("employers.csv")), ids=lambda row: row["member"])
def test_every_member_is_heard_in_its_adjectives_and_services(row: dict[str, str]) -> None:
    for word in [*row["adjectives"].split(";"), *row["services"].split(";")]:
        if word:
            assert row["member"] in members_named_in(f"The {word} service"), word


def test_every_member_has_a_row() -> None:
    assert [row["member"] for row in reference_rows("employers.csv")] == sorted(members())


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Kenya Revenue Authority", "KEN"), ("KRA", "KEN"), ("Douanes kényanes", "KEN"), ("kra", ""),
        ("South Sudan Customs", "SSD"), ("South African Revenue Service", "ZAF"), ("SARS", "ZAF"),
        ("Aduanas argentinas", "ARG"), ("Douane néerlandaise", "NLD"), ("US Customs", "USA"), ("CBP", "USA"),
        ("Papua New Guinea Customs", "PNG"), ("Douanes sénégalaises", "SEN"), ("MRA", "MUS MWI"),
        ("Nigerian Customs", "NGA"), ("Douanes nigériennes", "NER"), ("Douanes congolaises", "COD COG"),
        ("DR Congo Customs", "COD"), ("Dominican Customs", "DOM"), ("Her Majesty's HMRC", "GBR"),
        ("Dirección de Aduanas de España", "ESP"), ("Dutch Customs", "NLD"), ("Korea Customs Service", "KOR"),
    ],
)  # fmt: skip
def test_names_of_services(name: str, codes: str) -> None:
    assert members_named_in(name) == set(codes.split())


@pytest.mark.parametrize("name", OUTSIDE)
def test_bodies_of_no_member(name: str) -> None:
    assert members_named_in(name) == frozenset()
