"""Text that is safe in a file that a spreadsheet opens."""

import re
import unicodedata

#: Longest text of a cell in Excel.
LONGEST = 32_767

_WHOLE = re.compile(r"[+-]?\d+")
_CATEGORIES = frozenset({"Cc", "Cs"})
_NONCHARACTERS = frozenset("\ufffe\uffff")


def clean(text: str) -> str:
    """The text without control characters but line breaks and tabs, cut with an ellipsis where a cell cannot
    hold it."""
    if text.isprintable() and len(text) <= LONGEST:
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(character for character in text if _is_printable(character))
    return kept if len(kept) <= LONGEST else f"{kept[: LONGEST - 1]}…"


def _is_printable(character: str) -> bool:
    if character in "\n\t":
        return True
    return unicodedata.category(character) not in _CATEGORIES and character not in _NONCHARACTERS


def guarded(text: str) -> str:
    """The text behind an apostrophe where a spreadsheet that opens the CSV would take it for a formula. Whole
    numbers and the lone `-` for no limit stay as they are."""
    harmless = text == "-" or _WHOLE.fullmatch(text)
    return text if harmless or not text.startswith(("=", "+", "-", "@", "\t", "\r")) else f"'{text}"
