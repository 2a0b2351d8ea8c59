"""What a page is made of: sections with sentences, figures, tables and lists. Plain values, all of them text
but for pictures that Allocator drew itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from allocator.report.phrases import Phrases


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A cell with a bar: what is reached of a whole, 0 to 1."""

    words: str
    share: float

    @property
    def percent(self) -> int:
        """The length of the bar."""
        return round(100 * max(0.0, min(1.0, self.share)))


Paper = Literal["follows", "fresh", "wide"]

_FIRM = frozenset({"dates", "away_from", "mission_days", "request", "payer"})

#: Rows that need no sheet of paper of their own.
FEW = 10

#: A text, lines below each other, or a share.
PageCell = str | tuple[str, ...] | Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The head of a column. Numbers stand to the right, cells of a `firm` column on one line each."""

    words: str
    number: bool = False
    firm: bool = False

    @property
    def style(self) -> str:
        """The class of its cells."""
        return "number" if self.number else "firm" if self.firm else "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table of a page. The first cell of a row names it. Behind it all columns are of one width where
    `even`; else each as its cells ask."""

    caption: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[PageCell, ...], ...]
    even: bool = False
    kind: str = field(default="grid", init=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An SVG element that was drawn here, and what it shows."""

    svg: str
    says: str
    kind: str = field(default="picture", init=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Paragraphs; as a list where `listed`."""

    lines: tuple[str, ...]
    listed: bool = False
    kind: str = field(default="lines", init=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a page under a heading. On `paper` it follows, begins a fresh sheet, or a wide one."""

    key: str
    title: str
    blocks: tuple[Grid | Picture | Lines, ...]
    paper: Paper = "fresh"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A whole page. `lead` is the answer, `sure` how far it can be relied upon, `figures` a number with its
    words each, `points` what to know first; `foot` stands at the end."""

    language: str
    title: str
    above: str
    lead: str
    sure: str
    asked: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    points_title: str
    points: tuple[str, ...]
    contents_title: str
    sections: tuple[Section, ...]
    foot: str


def headings(say: "Phrases", names: str, numbers: Iterable[str] = ()) -> tuple[Heading, ...]:
    """The heads of columns by their keys, parted by blanks; those of `numbers` stand to the right."""
    right = set(numbers)
    return tuple(
        Heading(words=say(f"col.{name}"), number=name in right, firm=name in _FIRM) for name in names.split()
    )


def picture(chart: Any, prefix: str) -> Picture:
    """A chart as a part of a page; `prefix` is this picture's own."""
    from allocator.plot import svg_of

    title = chart.title.text
    words = title if isinstance(title, str) else " ".join(title)
    return Picture(svg=svg_of(chart, prefix=f"{prefix}-"), says=words)


def paper_for(grid: Grid) -> Paper:
    """A fresh sheet for a long table."""
    return "fresh" if len(grid.rows) > FEW else "follows"


def lines(*sentences: str, listed: bool = False) -> Lines:
    """Sentences as paragraphs; empty ones are left out."""
    return Lines(lines=tuple(filter(None, sentences)), listed=listed)


def in_parts(names: Sequence[str], most: int) -> list[list[str]]:
    """Names in parts of almost the same length, none longer than `most`."""
    number = -(-len(names) // most)
    return [list(names[i * len(names) // number : (i + 1) * len(names) // number]) for i in range(number)]
