"""Public holidays of Members, from the `holidays` package (offline; moon-sighted feasts are estimates)."""

from datetime import date
from functools import cache

#: Members that the package lists under their two-letter code only.
_OTHER_CODES = {"BGR": "BG", "BHR": "BH", "GTM": "GT", "MAR": "MA", "SWZ": "SZ", "VUT": "VU", "XKX": "XK"}

_LETTERS = 3  # of a Member's code


@cache
def public_holidays(member: str, first_year: int, last_year: int) -> frozenset[date]:
    """National public holidays of a Member in the years given, both ends included.

    Empty for the few Members whose calendar the package does not carry (`has_calendar` is False).
    """
    import holidays  # 0.2 s: only when a model asks for it

    if not has_calendar(member):
        return frozenset()
    years = range(first_year, last_year + 1)
    return frozenset(holidays.country_holidays(_code(member), years=years))


@cache
def has_calendar(member: str) -> bool:
    """Whether the public holidays of a Member are known. An own code of two letters is no country's."""
    return len(member) == _LETTERS and _code(member) in _codes()


@cache
def _codes() -> frozenset[str]:
    """The codes of all countries that the package carries, none of which is loaded: to list them through it
    loads them all."""
    from holidays.registry import COUNTRIES

    return frozenset(code for names in COUNTRIES.values() for code in names[1:])


@cache
def two_letters(member: str) -> str:
    """The ISO 3166-1 alpha-2 code of a Member (`XK` for Kosovo); an empty text for what is no country."""
    if not has_calendar(member):
        return ""
    import holidays

    try:
        return str(holidays.country_holidays(_code(member), years=[]).country)
    except NotImplementedError:
        return ""


def _code(member: str) -> str:
    return _OTHER_CODES.get(member, member)
