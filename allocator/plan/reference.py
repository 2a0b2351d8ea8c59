"""The bundled table of the 187 WCO Members and their land borders. Nothing is read before it is asked for.

`members.csv`: codes are ISO 3166-1 alpha-3 (`XKX` for Kosovo). Membership and regions follow the WCO's
regional offices, its news and Wikipedia's list of Member states; capitals the CIA World Factbook (public
domain) and GeoNames; names and aliases ISO 3166 and Unicode CLDR. Languages are those in which a mission can
work, a judgement from CLDR's official languages and lingua francas. `source` says what a row rests on.

`borders.csv`: land borders between Members from the `neighbours` field of GeoNames (geonames.org, CC BY 4.0).
Corrected by hand: added China's with Hong Kong and Macao, and Botswana's with Zambia (Kazungula); removed
Albania's with Serbia (Kosovo lies between) and Cuba's with the United States (Guantánamo, leased).

Neither table takes a position on the status of any territory.
"""

import csv
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType

#: The WCO's six regions.
REGIONS: Mapping[str, str] = MappingProxyType(
    {
        "AMS": "South America, North America, Central America and the Caribbean",
        "AP": "Far East, South and South East Asia, Australasia and the Pacific Islands",
        "ESA": "East and Southern Africa",
        "EUR": "Europe",
        "MENA": "North of Africa, Near and Middle East",
        "WCA": "West and Central Africa",
    }
)


#: Names that two countries bear or have borne, so that alone they mean neither, even where only one of them
#: is a Member: a code, or the name of a country that is none. What one country alone is called in ISO 3166
#: (Guinea, Sudan, Niger, Samoa) means that one, however many longer names contain it.
_SHARED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "congo": ("COD", "COG"),
        "korea": ("KOR", "the Democratic People's Republic of Korea"),
        "coree": ("KOR", "the Democratic People's Republic of Korea"),
        "corea": ("KOR", "the Democratic People's Republic of Korea"),
        "serbiaandmontenegro": ("SRB", "MNE"),
        "czechoslovakia": ("CZE", "SVK"),
        "netherlandsantilles": ("CUW", "Sint Maarten"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceMember:
    """A WCO Member: where it is, when it joined (year, None where not known), the languages it works in.

    `languages` are ISO 639-1 codes, the usual one first; the coordinates are the capital's, in degrees.
    """

    code: str
    name: str
    name_fr: str
    region: str
    languages: tuple[str, ...]
    capital: str
    latitude: float
    longitude: float
    since: int | None
    source: str


class UnknownMember(LookupError):  # noqa: N818
    """A text that means no Member, or, `ambiguous`, one of several countries. `suggestions` are names that
    `resolve_member` accepts."""

    def __init__(self, message: str, suggestions: tuple[str, ...] = (), *, ambiguous: bool = False) -> None:
        self.suggestions = suggestions
        self.ambiguous = ambiguous
        super().__init__(message)


def reference_rows(filename: str) -> Iterable[dict[str, str]]:
    """The rows of a bundled table, by header."""
    text = files("allocator.plan").joinpath(filename).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


@cache
def members() -> Mapping[str, ReferenceMember]:
    """Every WCO Member by its ISO 3166-1 alpha-3 code."""
    return MappingProxyType(
        {
            row["code"]: ReferenceMember(
                code=row["code"],
                name=row["name"],
                name_fr=row["name_fr"],
                region=row["region"],
                languages=tuple(row["languages"].split(";")),
                capital=row["capital"],
                latitude=float(row["lat"]),
                longitude=float(row["lon"]),
                since=int(row["since"]) if row["since"] else None,
                source=row["source"],
            )
            for row in reference_rows("members.csv")
        }
    )


@cache
def borders() -> Mapping[str, frozenset[str]]:
    """The Members that share a land border with each Member; symmetric, empty for an island."""
    neighbours: dict[str, set[str]] = {code: set() for code in members()}
    for row in reference_rows("borders.csv"):
        neighbours[row["member"]].add(row["neighbour"])
        neighbours[row["neighbour"]].add(row["member"])
    return MappingProxyType({code: frozenset(others) for code, others in neighbours.items()})


def _key(text: str) -> str:
    """The letters and digits of a name, without case and accents: `Côte  d’Ivoire` becomes `cotedivoire`."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if character.isalnum())


@cache
def _codes_by_key() -> Mapping[str, frozenset[str]]:
    """The codes that each code, name, French name and alias stands for; more than one is an ambiguity."""
    codes: defaultdict[str, set[str]] = defaultdict(set)
    for row in reference_rows("members.csv"):
        aliases = row["aliases"].split(";") if row["aliases"] else []
        for text in [row["code"], row["name"], row["name_fr"], *aliases]:
            codes[_key(text)].add(row["code"])
    return MappingProxyType({key: frozenset(found) for key, found in codes.items()})


def resolve_member(text: str) -> str:
    """The code of the Member that `text` names: a code, an English or French name, or a common alias.

    Case, accents, punctuation and spacing do not matter. Raises UnknownMember, never guesses.
    """
    key = _key(text)
    codes = _SHARED.get(key) or tuple(sorted(_codes_by_key().get(key, ())))
    if len(codes) == 1:
        return codes[0]
    if codes:
        known = members()
        meant = [known[code].name if code in known else code for code in codes]
        suggestions = tuple(known[code].name for code in codes if code in known)
        raise UnknownMember(f"'{_cut(text)}' can mean {' or '.join(meant)}", suggestions, ambiguous=True)
    names = _suggest(text)
    hint = f"; did you mean {' or '.join(names)}?" if names else ""
    raise UnknownMember(f"'{_cut(text)}' is not a WCO Member{hint}", names)


def _cut(text: str) -> str:
    """A text that fits a message."""
    return text if len(text) <= 60 else f"{text[:57]}..."


@lru_cache(maxsize=1024)  # one slip of the keyboard, copied down a column, is looked up once
def _suggest(text: str) -> tuple[str, ...]:
    """The names of at most three Members spelt like `text`, best first."""
    from rapidfuzz import fuzz, process

    index = _codes_by_key()
    near = process.extract(_key(text), index.keys(), scorer=fuzz.ratio, limit=6, score_cutoff=70)
    codes = dict.fromkeys(code for key, _, _ in near for code in sorted(index[key]))
    return tuple(members()[code].name for code in codes)[:3]
