"""Bars of what is used beside their limits: loads of administrations, budgets of agreements."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from allocator.plot.style import ALARM, GROUND, INK, LINE, PLAIN, rows_of
from allocator.report.findings import nearly_used

_BARS = 560  # pixels: words stand to the right


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitBar:
    """What is used of a limit (None: there is none), and the words behind the bar."""

    name: str
    used: int
    limit: int | None
    words: str

    @property
    def is_short(self) -> bool:
        """Whether nine tenths of the limit are used."""
        return nearly_used(self.used, self.limit)


def limit_bars(bars: Sequence[LimitBar], unit: str) -> Any:
    """One row for each, in the order given. The limit is a line, what is left of it pale; a bar that is
    nearly full has another colour, and a mark before the words."""
    records = [
        {
            "name": bar.name, "used": bar.used, "limit": bar.limit,
            "end": max(bar.used, bar.limit or 0), "short": bar.is_short,
            "words": f"{'● ' if bar.is_short else ''}{bar.words}",
        }
        for bar in bars
    ]  # fmt: skip
    data = rows_of(records)
    order = [bar.name for bar in bars]
    y = alt.Y("name:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False, labelPadding=6))
    x = alt.X("used:Q", title=unit, axis=alt.Axis(tickMinStep=1, format=",d", tickCount=6, grid=False))
    colour = alt.condition("datum.short", alt.value(ALARM), alt.value(PLAIN))
    base = alt.Chart(data).encode(y=y)
    layers = [
        base.mark_bar(color=GROUND, height=13).encode(x="end:Q"),
        base.mark_bar(height=13).encode(x=x, color=colour),
        base.mark_tick(color=LINE, thickness=2, size=15).encode(x="limit:Q"),
        base.mark_text(align="left", dx=7, fontSize=10.5, color=INK).encode(x="end:Q", text="words:N"),
    ]
    return alt.layer(*layers).properties(width=_BARS, height=19 * len(order))


def told_apart(names: Sequence[str], codes: Sequence[str]) -> list[str]:
    """The names, with the code behind those that stand twice: a chart draws equal names as one row."""
    return [
        f"{name} ({code})" if names.count(name) > 1 or not name else name
        for name, code in zip(names, codes, strict=True)
    ]
