"""What stands at the foot of every printed page: the plan's title, the sheet, and where it comes from."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.export.text import clean

if TYPE_CHECKING:
    from allocator.results.result import Result

_LONGEST = 255  # of a footer in Excel, codes included
_LONGEST_TITLE = 60  # does not reach the middle of the page
_LONGEST_NAME = 62  # of a sheet, each character doubled
_LONGEST_MODEL, _DIGEST = 60, 8


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a workbook comes from, in words; both empty where it is no result."""

    title: str = ""
    run: str = ""


def origin_of(result: "Result") -> Origin:
    """The plan's title; the model, the input, the day, the seed and the program's version."""
    run = result.provenance
    words = (
        result.model.title[:_LONGEST_MODEL].strip(),
        f"plan {run.plan_digest[:_DIGEST]}",
        run.created[:10],
        f"seed {run.seed}",
        f"Allocator {run.versions.get('allocator', '')}".rstrip(),
    )
    return Origin(result.plan.settings.title, ", ".join(word for word in words if word))


def footer(sheet: str, origin: Origin) -> str:
    """The footer of a sheet, as Excel writes it. Text shows as it is: it holds no codes of its own."""
    middle = f"&C&8 {_shown(sheet, _LONGEST_NAME)}, page &P of &N"
    right = f"&R&8 {_shown(origin.run, 125)}" if origin.run else ""
    room = min(_LONGEST_TITLE, _LONGEST - _length(middle) - _length(right) - len("&L&8 "))
    left = f"&L&8 {_shown(origin.title, room)}" if origin.title else ""
    return left + middle + right


def _shown(text: str, room: int) -> str:
    """A text on one line in which `&` is no code, cut with an ellipsis to so many characters."""
    line = " ".join(clean(text).split())
    shown = "".join(map(_escaped, line[:room]))
    if len(line) <= room and _length(shown) <= room:
        return shown
    kept = line[:room]
    while _length("".join(map(_escaped, kept))) >= room:
        kept = kept[:-1]
    return "".join(map(_escaped, kept)) + "…"


def _escaped(character: str) -> str:
    """`&` twice; the joiner behind it, which nobody sees, keeps `&G` from being counted as a picture."""
    return "&&\u2060" if character == "&" else character


def _length(text: str) -> int:
    """In UTF-16 units, as Excel counts."""
    return len(text.encode("utf-16-le")) // 2
