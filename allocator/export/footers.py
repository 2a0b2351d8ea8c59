"""What stands at the foot of every printed page: the plan's title, the sheet, and where it comes from."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.export.text import clean

if TYPE_CHECKING:
    from allocator.results.result import Result

_LONGEST = 255  # of a footer in Excel, codes included
_LONGEST_TITLE = 60  # does not reach the middle of the page
_LONGEST_NAME = 62  # of a sheet, each character doubled
_LONGEST_MODEL, _DIGEST = 54, 8
_PLANS_PART = 40  # of the room for titles, in percent


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a workbook comes from, in words; all empty where it is no result, `scenario` where it is none."""

    title: str = ""
    run: str = ""
    scenario: str = ""

    @property
    def heading(self) -> str:
        """The plan's title and the scenario's, whole."""
        return f"{self.title}: {self.scenario}" if self.scenario else self.title


def origin_of(result: "Result") -> Origin:
    """The titles of the plan and of the scenario; the model, the input, the day, the seed and the program's
    version. Two models of one title differ by their digest."""
    run = result.provenance
    words = (
        result.model.title[:_LONGEST_MODEL].strip(),
        f"plan {run.plan_digest[:_DIGEST]}",
        f"model {run.model_digest[:_DIGEST]}",
        run.created[:10],
        f"seed {run.seed}",
        f"Allocator {run.versions.get('allocator', '')}".rstrip(),
    )
    return Origin(result.plan.settings.title, ", ".join(word for word in words if word), run.scenario)


def footer(sheet: str, origin: Origin) -> str:
    """The footer of a sheet, as Excel writes it. Text shows as it is: it holds no codes of its own."""
    middle = f"&C&8 {_shown(sheet, _LONGEST_NAME)}, page &P of &N"
    right = f"&R&8 {_shown(origin.run, 125)}" if origin.run else ""
    room = min(_LONGEST_TITLE, _LONGEST - _length(middle) - _length(right) - len("&L&8 "))
    left = f"&L&8 {_titles(origin, room)}" if origin.title else ""
    return left + middle + right


def _titles(origin: Origin, room: int) -> str:
    """The plan's title and, where there is one, the scenario's, which takes the greater part: it is what
    tells two printouts apart."""
    if not origin.scenario:
        return _shown(origin.title, room)
    first = _shown(origin.title, room * _PLANS_PART // 100)
    return f"{first}: {_shown(origin.scenario, room - _length(first) - 2)}"


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
