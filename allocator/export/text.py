"""Text that is safe in a file that a spreadsheet opens."""

import re
import unicodedata

#: Longest text of a cell in Excel, in units of UTF-16.
LONGEST = 32_767

_WHOLE = re.compile(r"[+-]?\d+")
_CATEGORIES = frozenset({"Cc", "Cs"})
_NONCHARACTERS = frozenset("\ufffe\uffff")


def clean(text: str) -> str:
    """The text without control characters but line breaks and tabs."""
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(character for character in text if _is_printable(character))


def fitted(text: str) -> str:
    """The clean text, cut where a cell of a workbook cannot hold it, with a remark at its end."""
    kept = clean(text)
    if not is_cut(kept):
        return kept
    remark = f"… [cut by Excel's limit: {len(kept):,} characters]"
    units = kept.encode("utf-16-le")[: 2 * (LONGEST - len(remark))]
    return units.decode("utf-16-le", "ignore") + remark


def is_cut(text: str) -> bool:
    """Whether a text is longer than a cell of a workbook can be."""
    return len(text) > LONGEST // 2 and len(text.encode("utf-16-le", "replace")) > 2 * LONGEST


def _is_printable(character: str) -> bool:
    if character in "\n\t":
        return True
    return unicodedata.category(character) not in _CATEGORIES and character not in _NONCHARACTERS


def guarded(text: str) -> str:
    """The text behind an apostrophe where a spreadsheet that opens the CSV would take it for a formula. Whole
    numbers and the lone `-` for no limit stay as they are."""
    harmless = text == "-" or _WHOLE.fullmatch(text)
    return text if harmless or not text.startswith(("=", "+", "-", "@", "\t", "\r")) else f"'{text}"
