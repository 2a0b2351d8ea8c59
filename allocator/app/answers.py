"""Answers to questions that take long: tables in the run store, under what they are about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allocator.report.table import Column, Table
from allocator.store import Entry, RunStore, key_of

if TYPE_CHECKING:
    from allocator.advise import Advice

KIND = "advice"


@dataclass(frozen=True)
class Answer:
    """What is said around the tables, and the tables."""

    heading: str
    notes: tuple[str, ...]
    tables: tuple[Table, ...]


def keep_answer(store: Path, subject: Mapping[str, Any], advice: "Advice[Any]") -> str:
    """Keep an answer under its subject; the id of the entry."""
    from allocator.report.advice_about import heading, notes
    from allocator.report.advice_sheets import advice_tables, brief

    tables = []
    for table in advice_tables(advice):
        columns, rows = brief(table)
        shown = Table(table.name, tuple(columns), tuple(tuple(row) for row in rows))
        tables.append({
            "name": shown.name,
            "columns": [[column.header, column.kind] for column in shown.columns],
            "rows": [list(record.values()) for record in shown.records()],
        })  # fmt: skip
    entry = Entry(
        id=key_of(subject),
        kind=KIND,
        title=f"advise {advice.question}",
        status="interrupted" if advice.interrupted else "answered",
        settled=True,  # what there is is shown; asked again, it is sought further
        question=subject,
        answer={"heading": heading(advice), "notes": notes(advice), "tables": tables},
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=advice.seconds,
    )
    RunStore(store).keep(entry, instead=True)
    return entry.id


def kept_answer(store: RunStore, subject: Mapping[str, Any]) -> Answer | None:
    """What was answered about a subject; None where nothing was, or it cannot be read any more."""
    entry = store.answer_to(key_of(subject))
    if entry is None or not isinstance(entry.answer, dict):
        return None
    try:
        tables = tuple(
            Table(
                each["name"],
                tuple(Column(header, kind) for header, kind in each["columns"]),
                tuple(tuple(tuple(c) if isinstance(c, list) else c for c in row) for row in each["rows"]),
            )
            for each in entry.answer["tables"]
        )
        return Answer(entry.answer["heading"], tuple(entry.answer["notes"]), tables)
    except (LookupError, TypeError, ValueError):
        return None
