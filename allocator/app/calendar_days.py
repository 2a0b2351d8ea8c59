"""The days within the weeks of a calendar: a letter for each, and in words what they are taken up by."""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from allocator.report.spells import (
    CLOSED,
    KINDS,
    MISSION,
    NOT_RELEASED,
    spells_of_experts,
    spells_of_members,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from allocator.app.texts import Texts
    from allocator.report.spells import Spell
    from allocator.results.result import Result

_WEEK: Final = 7
_NOTHING: Final = " "
#: The letter of each kind of day, by which the page draws it.
_LETTERS: Final = {kind: kind[0] for kind in KINDS}
#: The kind of each letter, what matters most first.
KIND_OF: Final = {letter: kind for kind, letter in reversed(_LETTERS.items())}
#: Letters of days on which nothing can be: a week that has no others need not be told day by day.
NEVER: Final = frozenset(_LETTERS[kind] for kind in (CLOSED, NOT_RELEASED))
_MEMO = "spells on the page"


@dataclass(frozen=True, slots=True)
class Days:
    """What the days of a row of the calendar are: the `letters` of the seven days of a week by its place, and
    `says`, each sentence with the first and the last week that it is about."""

    letters: "Mapping[int, str]"
    says: "Sequence[tuple[str, int, int]]"


def spells_of(result: "Result", who: str) -> "Mapping[str, Sequence[Spell]]":
    """The spells of everybody of a kind (`Member` or `Expert`), worked out once for a result."""
    key = f"{_MEMO}, {who}"
    if key not in result.memo:
        result.memo[key] = (spells_of_members if who == "Member" else spells_of_experts)(result)
    found: Mapping[str, Sequence[Spell]] = result.memo[key]
    return found


def days_of(spells: "Sequence[Spell]", mondays: "Sequence[date]", say: "Texts") -> Days:
    """The days of the weeks that begin on `mondays`, one after the other; `spells` are in order."""
    letters: dict[int, list[str]] = defaultdict(lambda: [_NOTHING] * _WEEK)
    says = [(words_of(each, say), *_weeks(each, mondays)) for each in spells]
    for spell in sorted(spells, key=lambda each: KINDS.index(each.kind)):
        begin, end = _weeks(spell, mondays)
        for week in range(begin, end + 1):
            first = max((spell.first - mondays[week]).days, 0)
            last = min((spell.last - mondays[week]).days, _WEEK - 1)
            letters[week][first : last + 1] = _LETTERS[spell.kind] * (last + 1 - first)
    return Days(
        letters={week: "".join(days) for week, days in letters.items()},
        says=[(words, first, last) for words, first, last in says if first <= last],
    )


def _weeks(spell: "Spell", mondays: "Sequence[date]") -> tuple[int, int]:
    """The first and the last week of a spell; the first is the later one where it lies beside all weeks."""
    first, last = ((day - mondays[0]).days // _WEEK for day in (spell.first, spell.last))
    return max(first, 0), min(last, len(mondays) - 1)


def words_of(spell: "Spell", say: "Texts") -> str:
    """A spell in words, with its days."""
    return say(f"days.{spell.kind}", request=spell.request, span=say.span(spell.first, spell.last))


def on_the_way(spells: "Iterable[Spell]", request: str, say: "Texts") -> list[str]:
    """The journeys of a mission, and the rest after it, in words."""
    return [words_of(each, say) for each in spells if each.request == request and each.kind != MISSION]
