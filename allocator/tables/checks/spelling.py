"""Two spellings of one thing: codes that count as different, and that a reader takes for the same."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache

from allocator.plan.reference import UnknownMember, resolve_member
from allocator.tables.cells.cells import shown
from allocator.tables.cells.look_alikes import apart, latinised, look_of
from allocator.tables.checks.directory import Drafts
from allocator.tables.findings import Draft, Findings, Spot
from allocator.tables.schema import SHEETS

Keys = Callable[[str], list[Hashable]]

#: Shorter words differ by a letter too often: UNDP and UNEP, level II and level III. Longer are no words.
_SHORTEST_WORD, _LONGEST_WORD = 5, 40

#: Free codes that name one kind of thing in several columns, as (sheet, field).
FAMILIES = {
    "profiles": (("Qualifications", "profile"), ("Seats", "profile"), ("Request seats", "profile")),
    "topics": (
        ("Requests", "topic"), ("Qualifications", "topic"), ("Seats", "topic"), ("Request seats", "topic"),
        ("Agreements", "topics"),
    ),
    "administrations": (("Administrations", "administration"), ("Agreements", "funders")),
    "countries": (("Administrations", "country"),),
}  # fmt: skip


def check_spelling(drafts: Drafts, findings: Findings) -> None:
    """Warn of free codes, and of keys of one sheet, that are spelt nearly alike: they count as different."""
    for what, columns in FAMILIES.items():
        _compare(_spots(drafts, columns), what, _slip_keys, findings)
    for sheet in SHEETS:
        key = sheet.column(sheet.key[0]) if sheet.key else None
        if key is not None and key.kind == "key" and key.field != "administration":
            # Codes such as KEN-01 and KEN-02 are meant to differ by a letter.
            _compare(_spots(drafts, [(sheet.name, key.field)]), sheet.name.lower(), _no_keys, findings)
    _note_shared_names(drafts, findings)


@lru_cache(maxsize=1 << 16)
def folded(text: str) -> str:
    """The letters and digits of a text, without case, accents and disguises; the text itself where it has
    none."""
    decomposed = unicodedata.normalize("NFKD", latinised(text).casefold())
    return "".join(character for character in decomposed if character.isalnum()) or text


def near(one: str, other: str) -> bool:
    """Whether two different texts are likely one: alike but for case, spaces, hyphens and accents, or but
    for a slip of the keyboard in one of their longer words, not in its first letter."""
    if folded(one) == folded(other) or look_of(one) == look_of(other):
        return True
    mine, yours = one.casefold().split(), other.casefold().split()
    apart = [pair for pair in zip(mine, yours, strict=False) if pair[0] != pair[1]]
    return len(mine) == len(yours) and len(apart) == 1 and _slip(*apart[0])


def _slip(one: str, other: str) -> bool:
    """Whether two words differ by one letter: another, one more, one less, or two exchanged."""
    from rapidfuzz.distance import OSA

    digits = [[character for character in word if character.isdigit()] for word in (one, other)]
    return (
        min(len(one), len(other)) >= _SHORTEST_WORD
        and one[0] == other[0]
        and digits[0] == digits[1]
        and OSA.distance(one, other, score_cutoff=1) <= 1
    )


def _spots(drafts: Drafts, columns: Iterable[tuple[str, str]]) -> dict[str, list[Spot]]:
    """Where each code stands, in the order in which they come."""
    spots: dict[str, list[Spot]] = defaultdict(list)
    for sheet, field in columns:
        for draft in drafts.get(sheet, ()):
            value = draft.values.get(field) or ()
            for code in (value,) if isinstance(value, str) else value:
                spots[_settled(code) if field == "funders" else code].append(draft.spot(field))
    return spots


def _settled(code: str) -> str:
    """A funder that is a Member by its code, however it is written."""
    try:
        return resolve_member(code)
    except UnknownMember:
        return code


def _note_shared_names(drafts: Drafts, findings: Findings) -> None:
    """Two administrations of one name are likely one."""
    first: dict[str, Draft] = {}
    for draft in drafts.get("Administrations", ()):
        if not draft.has("administration", "name"):
            continue
        code = draft.values["administration"]
        name = draft.values["name"] or code
        other = first.setdefault(folded(name), draft)
        if other.values["administration"] != code and not near(other.values["administration"], code):
            message = (
                f"{shown(name)} is also {other.values['administration']} ({other.whole.place}); "
                "if they are one administration, keep one row"
            )
            findings.on(draft, "name", message, severity="warning")


def _compare(spots: dict[str, list[Spot]], what: str, keys: Keys, findings: Findings) -> None:
    """Warn at every place of a code of the first one before it that it is like."""
    seen: dict[Hashable, list[str]] = defaultdict(list)
    for code in spots:
        places = [folded(code), (look_of(code),), *keys(code)]
        first = next((old for key in places for old in seen[key] if near(old, code)), None)
        for key in places:
            seen[key].append(code)
        if first is not None:
            place = spots[first][0].place
            message = (
                f"{shown(code)} and {shown(first)} ({place}) count as different {what}; write them "
                f"alike{apart(code, first)}"
            )
            for spot in spots[code]:
                findings.at(spot, message, severity="warning")


def _no_keys(code: str) -> list[Hashable]:
    return []


def _slip_keys(code: str) -> list[Hashable]:
    """What a code shares with all that differ from it by a slip in one word: its other words, and that word
    without one of its letters."""
    words = code.casefold().split()
    return [
        (*words[:i], i, shorter, *words[i + 1 :])
        for i, word in enumerate(words)
        if _SHORTEST_WORD <= len(word) <= _LONGEST_WORD
        for shorter in dict.fromkeys([word, *(word[:at] + word[at + 1 :] for at in range(len(word)))])
    ]
