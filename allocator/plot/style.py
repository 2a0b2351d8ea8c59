"""What all pictures share: size, letters, and colours for colour-blind readers and grey prints alike."""

import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

import altair as alt

from allocator.plan.reference import REGIONS

WIDTH = 860
_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
_LETTER, _SMALL = 7.3, 5.4  # pixels of a letter in a title, and in the lines below

INK, FAINT, GROUND = "#1a1a1a", "#595959", "#e9ecef"
PLAIN, ALARM, LINE = "#2f6f9f", "#b8430b", "#1a1a1a"
#: Light to dark, so that they differ in grey: help by level.
LEVELS: Mapping[str, str] = {"strategic": "#0b2c4d", "tactical": "#2f7fb8", "operational": "#8fc1e3"}
#: After Okabe and Ito, "Color Universal Design" (2008). Thin lines need stronger colours than fills behind
#: text (`allocator.report.colours.REGION_FILLS`).
SERIES = ("#0072b2", "#009e73", "#d55e00", "#56b4e9", "#b8860b", "#cc79a7")
REGION_LINES: Mapping[str, str] = dict(zip(REGIONS, SERIES, strict=True))
OTHERS = "#777777"


def rows_of(records: Iterable[Mapping[str, Any]]) -> alt.InlineData:
    """Records as the data of a chart; days as ISO 8601 with an hour, or browsers shift them."""
    return alt.InlineData(values=[dict(each) for each in records])


def finished(chart: Any, title: str, lines: Iterable[str] = (), width: int = WIDTH) -> Any:
    """The chart with its title, which says what is to be seen, in the common style."""
    below = [row for line in lines for row in textwrap.wrap(line, round(width / _SMALL))]
    heading = alt.TitleParams(
        textwrap.wrap(title, round(width / _LETTER)), subtitle=below,
        anchor="start", frame="bounds", fontSize=15, subtitleFontSize=11.5, subtitleColor=FAINT,
        color=INK, offset=12, subtitlePadding=5,
    )  # fmt: skip
    return (
        chart.properties(title=heading, padding=10, background="white")
        .configure(font=_FONT, aria=False)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=INK, titleColor=FAINT, titleFontWeight="normal", labelFontSize=11, titleFontSize=11,
            gridColor="#dddddd", domainColor="#999999", tickColor="#999999", labelLimit=260,
        )
        .configure_legend(
            labelColor=INK, titleColor=FAINT, titleFontWeight="normal", labelFontSize=11, titleFontSize=11,
            labelLimit=260,
        )
    )  # fmt: skip


def empty(title: str, lines: Iterable[str] = ()) -> Any:
    """A picture of nothing, which says so."""
    blank = alt.Chart(rows_of([{}])).mark_text(text="").properties(width=WIDTH, height=8)
    return finished(blank, title, lines)
