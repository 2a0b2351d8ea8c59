"""The bundled table of WCO Members and the resolving of names."""

import csv
import re
import subprocess
import sys
from collections import Counter
from importlib.resources import files

import pytest

from allocator.plan import reference
from allocator.plan.reference import UnknownMember, borders, members, resolve_member


def read_lines(filename: str) -> list[str]:
    return files("allocator.plan").joinpath(filename).read_text(encoding="utf-8").splitlines()


def raw_rows() -> list[dict[str, str]]:
    return list(csv.DictReader(read_lines("members.csv")))


def test_187_members_in_six_regions() -> None:
    assert len(raw_rows()) == len(members()) == 187
    assert Counter(member.region for member in members().values()) == {
        "AMS": 34, "AP": 35, "ESA": 24, "EUR": 52, "MENA": 18, "WCA": 24,
    }  # fmt: skip
    assert set(reference.REGIONS) == {member.region for member in members().values()}


def test_every_row_is_complete() -> None:
    for code, member in members().items():
        assert re.fullmatch("[A-Z]{3}", code)
        assert code == member.code
        assert member.name.strip() and member.capital.strip()
        assert all(re.fullmatch("[a-z]{2}", language) for language in member.languages)
        assert -90 <= member.latitude <= 90 and -180 <= member.longitude <= 180
        assert member.since is None or 1952 <= member.since <= 2026


def test_every_source_is_named() -> None:
    assert all(member.source.strip() for member in members().values())
    assert "GeoNames" in (reference.__doc__ or "") and "CC BY 4.0" in (reference.__doc__ or "")


def test_a_known_row() -> None:
    kenya = members()["KEN"]
    assert (kenya.name, kenya.region, kenya.languages, kenya.capital) == ("Kenya", "ESA", ("en",), "Nairobi")
    assert members()["NAM"].name == "Namibia"
    assert members()["CMR"].languages == ("fr", "en")


@pytest.mark.parametrize("row", raw_rows(), ids=lambda row: row["code"])
def test_every_name_and_alias_means_one_member(row: dict[str, str]) -> None:
    for text in [row["code"], row["name"], row["name_fr"], *filter(None, row["aliases"].split(";"))]:
        assert resolve_member(text) == row["code"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ivory Coast", "CIV"),
        ("Côte d'Ivoire", "CIV"),
        ("COTE  D\N{RIGHT SINGLE QUOTATION MARK}IVOIRE ", "CIV"),
        ("Turkey", "TUR"),
        ("Türkiye", "TUR"),
        ("Swaziland", "SWZ"),
        ("Cape Verde", "CPV"),
        ("DR Congo", "COD"),
        ("Congo-Brazzaville", "COG"),
        ("Guinea", "GIN"),
        ("Guinea-Bissau", "GNB"),
        ("Guinea Bissau", "GNB"),
        ("South Korea", "KOR"),
        ("Sudan", "SDN"),
        ("Samoa", "WSM"),
        ("Georgia", "GEO"),
        ("Niger", "NER"),
        ("China", "CHN"),
        ("Ireland", "IRL"),
        ("kEN", "KEN"),
        ("South\N{NO-BREAK SPACE}Africa", "ZAF"),
        ("Afrique du Sud", "ZAF"),
        ("St. Lucia", "LCA"),
        ("UK", "GBR"),
        ("U.K.", "GBR"),
    ],
)
def test_common_variants(text: str, code: str) -> None:
    assert resolve_member(text) == code


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kenyaa", "Kenya"),
        ("Senagal", "Senegal"),
        ("Swazilnd", "Eswatini"),
        ("Cote d'Ivoir", "Côte d'Ivoire"),
    ],
)
def test_an_unknown_name_suggests(text: str, name: str) -> None:
    with pytest.raises(UnknownMember, match="is not a WCO Member") as caught:
        resolve_member(text)
    assert name in caught.value.suggestions
    assert name in str(caught.value)
    for suggestion in caught.value.suggestions:
        assert resolve_member(suggestion) in members()


@pytest.mark.parametrize("text", ["", "  ", "--", "Atlantis-on-Sea", "PRK"])
def test_what_means_no_member_is_an_error(text: str) -> None:
    with pytest.raises(UnknownMember):
        resolve_member(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Congo", ("Democratic Republic of the Congo", "Congo (Republic of the)")),
        ("korea", ("Korea (Republic of)",)),
        ("Serbia and Montenegro", ("Serbia", "Montenegro")),
        ("Netherlands Antilles", ("Curaçao",)),
    ],
)
def test_two_meanings_are_an_error(text: str, names: tuple[str, ...]) -> None:
    """Before: Congo was the Republic of the Congo, and Korea the Republic of Korea."""
    with pytest.raises(UnknownMember, match=f"'{text}' can mean .+ or ") as caught:
        resolve_member(text)
    assert caught.value.ambiguous
    assert caught.value.suggestions == names
    assert not any(resolve_member(name) == text for name in names)


def test_a_name_in_two_rows_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference, "_codes_by_key", lambda: {"elysium": frozenset({"COD", "COG"})})
    with pytest.raises(UnknownMember, match="can mean"):
        resolve_member("Elysium")


def test_borders_are_symmetric_and_between_members() -> None:
    assert set(borders()) == set(members())
    for code, neighbours in borders().items():
        assert code not in neighbours
        for neighbour in neighbours:
            assert code in borders()[neighbour]


@pytest.mark.parametrize(
    ("code", "neighbours"),
    [
        ("HKG", "CHN"),
        ("MAC", "CHN"),
        ("LSO", "ZAF"),
        ("SWZ", "MOZ ZAF"),
        ("XKX", "ALB MKD MNE SRB"),
        ("GMB", "SEN"),
        ("KEN", "ETH SOM SSD TZA UGA"),
        ("RWA", "BDI COD TZA UGA"),
        ("GHA", "BFA CIV TGO"),
        ("LBR", "CIV GIN SLE"),
        ("HTI", "DOM"),
        ("PRT", "ESP"),
        ("TLS", "IDN"),
        ("KOR", ""),
        ("CUB", ""),
        ("MDG", ""),
        ("BWA", "NAM ZAF ZMB ZWE"),
    ],
)
def test_borders_checked_by_hand(code: str, neighbours: str) -> None:
    assert borders()[code] == frozenset(neighbours.split())


def test_borders_file_has_one_sorted_row_per_pair() -> None:
    pairs = [(row["member"], row["neighbour"]) for row in csv.DictReader(read_lines("borders.csv"))]
    assert pairs == sorted(set(pairs))
    assert all(member < neighbour for member, neighbour in pairs)


def test_nothing_is_read_at_import() -> None:
    program = (
        "from allocator.plan import reference; raise SystemExit(reference.members.cache_info().currsize)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
