"""Characters that look like others: named, for no reader can see them.

What looks like what follows Unicode's `confusables.txt` (UTS #39), cut to letters that nobody tells from
Latin ones in a spreadsheet, digits, and the dashes and quotation marks that programs put in by themselves.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

_LETTERS = {
    "Cyrillic": ("АВЕЅІЈКМНОРСТУҮХԚԜԌӀаԁеһіјкӏорԛѕсѵԝхуү", "ABESIJKMHOPCTYYXQWGIadehijklopqscvwxyy"),
    "Greek": ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹͿαγικνορυχϲϳ", "ABEZHIKMNOPTYXCJayikvopuxcj"),
    "Armenian": ("ՍՏՕԼհոսօցյզ", "USOLhnuogjq"),
    "Cherokee": ("ᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᏃᎥ", "ABCDEGHJKLMPRSTVWZi"),
    "Coptic": ("ⲎⲒⲔⲘⲚⲞⲢⲤⲦⲬⲟⲣⲥ", "HIKMNOPCTXopc"),
    "Lisu": ("ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ", "ABCDEFGHIJKLMNOPRSTUVWXYZ"),
}
_FOREIGN: Mapping[str, str] = {
    strange: latin
    for alphabet, latins in _LETTERS.values()
    for strange, latin in zip(alphabet, latins, strict=True)
}
#: Latin letters, marks and digits that pass for others.
_MARKS = (
    dict.fromkeys("‐‑‒–—―−﹘﹣", "-") | dict.fromkeys("’‘`´ʼʹ′‛", "'") | dict.fromkeys("“”„‟″", '"')
    | dict(zip("ıȷɑɡɩ⁄∕∶ː․‚∗٭", "ijagi//::.,**", strict=True))
)  # fmt: skip
_SAME_SHAPE = str.maketrans("0I1|", "Olll")
_WORD = re.compile(r"[^\W_]+")


def strange_letter(text: str, *, latin: bool = False) -> str:
    """What is wrong with a code that holds letters or digits in disguise, as `; ` and a sentence, or nothing.

    These are shapes that Unicode keeps for old documents (full width, mathematical, ligatures), and letters
    of other scripts in a word with Latin ones. A word all of another script is one of its own, but where only
    a `latin` text can be right.
    """
    if text.isascii():
        return ""
    places = _disguised(text, latin=latin)
    if not places:
        return ""
    at, meant = next(iter(places.items()))
    more = f", and so on ({len(places)} in all)" if len(places) > 1 else ""
    right = "".join(places.get(i, character) for i, character in enumerate(text))
    kind = "letter" if text[at].isalpha() else "character"
    return f"the {kind} at position {at + 1} is {_named(text[at])}, not {_named(meant)}{more}; write {right}"


def _disguised(text: str, *, latin: bool) -> dict[int, str]:
    """The characters in disguise by their place, and what they look like."""
    found = {i: plain for i, character in enumerate(text) if (plain := _compatible(character))}
    latin = latin or any(_is_latin(character) for character in text)
    for word in _WORD.finditer(text):
        letters = [character for character in word[0] if character.isalpha()]
        if any(map(_is_latin, letters)) or (latin and all(map(_foreign, letters))):
            places = enumerate(word[0], start=word.start())
            found |= {i: plain for i, character in places if (plain := _foreign(character))}
    return dict(sorted(found.items()))


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _foreign(character: str) -> str:
    """The Latin letter, with its accents, that one of another script looks like; empty if it is none."""
    parts = unicodedata.normalize("NFD", character)
    latin = _FOREIGN.get(parts[0], "")
    return latin and unicodedata.normalize("NFC", latin + parts[1:])


def _compatible(character: str) -> str:
    """What a character stands for that Unicode has for the sake of old documents; empty for all others."""
    if character in "∗٭":
        return "*"
    code = ord(character)
    kept = 0xFF01 <= code <= 0xFF5E or 0x1D400 <= code <= 0x1D7FF or 0xFB00 <= code <= 0xFB06
    if kept or 0x2160 <= code <= 0x217F or 0x2102 <= code <= 0x213C:
        plain = unicodedata.normalize("NFKC", character)
        return plain if plain.isascii() and plain.isprintable() and (kept or len(plain) < 5) else ""
    return ""


@lru_cache(maxsize=1 << 16)
def latinised(text: str) -> str:
    """The text with every disguise taken off: what a reader sees, but for case and the shapes of 0 and O."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text))
    return unicodedata.normalize("NFC", "".join(_FOREIGN.get(each, _MARKS.get(each, each)) for each in plain))


@lru_cache(maxsize=1 << 16)
def look_of(text: str) -> str:
    """What a reader sees of a text: equal for texts that only a machine tells apart."""
    return "".join(each for each in latinised(text) if each.isprintable()).translate(_SAME_SHAPE)


def twin_of(text: str, known: Iterable[str]) -> str | None:
    """The known text that is another, but looks the same; None if there is none."""
    return next((name for name in known if name != text and look_of(name) == look_of(text)), None)


def difference(text: str, other: str) -> str:
    """Where a text departs from one that looks the same: a sentence that names both characters."""
    at = next((i for i, pair in enumerate(zip(text, other, strict=False)) if pair[0] != pair[1]), None)
    if at is None:
        longer, shorter = sorted((text, other), key=len, reverse=True)
        return f"only one of them holds {_named(longer[len(shorter)])} at position {len(shorter) + 1}"
    kind = "letter" if text[at].isalpha() and other[at].isalpha() else "character"
    return f"the {kind} at position {at + 1} is {_named(text[at])}, not {_named(other[at])}"


def apart(text: str, other: str) -> str:
    """`: ` and the difference of two texts that look the same; nothing for others."""
    return f": {difference(text, other)}" if text != other and look_of(text) == look_of(other) else ""


def _named(character: str) -> str:
    """A character by what tells it from those that look like it."""
    if len(character) > 1:
        return f"the letters {character}"
    if character.isascii() and character.isalnum():
        return f"the digit {character}" if character.isdigit() else f"the Latin {character}"
    name = unicodedata.name(character, "")
    if character.isalnum() and name:
        return f"the {name.split()[0].capitalize()} {character} (U+{ord(character):04X})"
    shown = f"{character} " if character.isprintable() else ""
    return f"{shown}(U+{ord(character):04X}{', ' if name else ''}{name.lower()})"
