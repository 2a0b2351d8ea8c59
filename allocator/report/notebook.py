"""A result as it shows itself in a notebook: headline, goals, and a small calendar."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from allocator.errors import first_of
from allocator.report.goals_table import goals_table
from allocator.report.text_calendar import calendar_lines
from allocator.report.verdict import headline, scenario_words

if TYPE_CHECKING:
    from allocator.results.result import Result

_SHOWN = ("goal", "value", "bound", "unit", "proven", "how far from the best")
_MEMBERS = 22  # of the calendar


def result_html(result: "Result") -> str:
    """HTML of its own, without script or style from elsewhere; whatever a workbook says is text in it."""
    return "".join(_parts(result))


def _parts(result: "Result") -> Iterator[str]:
    if result.provenance.scenario:
        yield f"<p>{escape(scenario_words(result))}</p>"
    yield f"<p><strong>{escape(headline(result))}</strong></p>"
    yield _table(_SHOWN, _goals(result))
    months, *rest = calendar_lines(result)
    lines = [months, *first_of(rest[:-1], _MEMBERS, of=" Members: result.calendar"), *rest[-1:]]
    yield f"<pre>{escape(chr(10).join(lines))}</pre>"


def _goals(result: "Result") -> Iterator[list[str]]:
    for row in goals_table(result).records():
        yield [_text(row[header]) for header in _SHOWN]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(header)}</th>" for header in headers)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
