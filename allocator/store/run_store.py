"""Runs kept and found again."""

import hashlib
import json
import math
import sqlite3
import warnings
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from allocator.errors import Fault, InputError
from allocator.results.result import Result
from allocator.store.database import Database
from allocator.store.entry import Entry
from allocator.store.handover import run_in
from allocator.store.packing import BrokenDocumentError, packed, unpacked
from allocator.store.place import usual_place
from allocator.store.solved import INFEASIBLE, SOLVE, result_of_entry

_COLUMNS = "id, kind, title, status, settled, question, created, seconds, summary, plan, model"
DAMAGED = "damaged"

_SHORTEST_ID = 4
_LOOKED_AT = 30  # kept plans, the newest, among which the nearest is sought


class RunStore:
    """The runs in a SQLite file: by default the one in the user's data folder, `allocator.store.place`.

    The file is made when something is kept. A broken store is set aside then, under a name beside it, and
    reads as empty before; a RuntimeWarning says so. Every method raises InputError where the file cannot be
    read or written, and where it is no run store.
    """

    def __init__(self, path: str | Path | None = None) -> None:
        self._database = Database(usual_place() if path is None else Path(path))

    @property
    def path(self) -> Path:
        """The file."""
        return self._database.path

    def keep(self, entry: Entry, *, instead: bool = False) -> None:
        """Keep a run. One that settles its question takes the place of one that does not, never the other way
        round: of two processes that answer the same, the first stays, unless this one comes `instead`."""
        plan, model = _packed_part(entry.plan), entry.model
        plan_id = None if plan is None else _digest(plan)
        model_id = None if model is None else _digest(model.encode())
        values = (
            entry.id, entry.kind, entry.title, entry.status, int(entry.settled), _text(entry.question),
            entry.created, entry.seconds, _text(entry.summary), plan_id, model_id, packed(entry.answer),
        )  # fmt: skip

        def insert(connection: sqlite3.Connection) -> None:
            if plan is not None:
                connection.execute("INSERT OR IGNORE INTO plans VALUES (?, ?)", (plan_id, plan))
            if model is not None:
                connection.execute("INSERT OR IGNORE INTO models VALUES (?, ?)", (model_id, model))
            replaced = "" if instead else " AND settled = 0"
            connection.execute(f"DELETE FROM runs WHERE id = ?{replaced}", (entry.id,))
            marks = ", ".join("?" * len(values))
            connection.execute(f"INSERT OR IGNORE INTO runs ({_COLUMNS}, answer) VALUES ({marks})", values)

        self._database.write(insert)

    def answer_to(self, key: str) -> Entry | None:
        """The run that has settled a question; None where there is none. A damaged one is taken out, and a
        RuntimeWarning says so."""
        rows = self._select(f"SELECT {_COLUMNS}, answer FROM runs WHERE id = ? AND settled = 1", (key,))
        try:
            return _entry(rows[0]) if rows else None
        except BrokenDocumentError as error:
            warnings.warn(f"a kept run {error}: it is taken out of {self.path}", RuntimeWarning, stacklevel=2)
            self.remove([key])
            return None

    def runs(self) -> tuple[Entry, ...]:
        """All runs, the newest first, without their answers, plans and models; `damaged` is the status of one
        that cannot be read."""
        rows = self._select(f"SELECT {_COLUMNS} FROM runs ORDER BY created DESC, rowid DESC")
        return tuple(_entry_or_damaged(row) for row in rows)

    def run(self, run_id: str) -> Entry:
        """The run whose id begins so, with its answer and all that it was about.

        Raises InputError where there is none, or more than one, or it is damaged.
        """
        entry, plan, model = self._found(run_id)
        try:
            content = None if plan is None else unpacked(plan)
            return replace(entry, plan=content, model=model)
        except BrokenDocumentError as error:
            raise self._refused(entry.short_id, str(error)) from None

    def open(self, run_id: str) -> Result:
        """The result of a run: its plan and model built anew from what was kept, its allocation verified.

        Raises InputError where there is no such run, or it is damaged, or does not hold what it says.
        """
        entry = self.run(run_id)
        try:
            return result_of_entry(entry)
        except BrokenDocumentError as error:
            raise self._refused(entry.short_id, str(error)) from None

    def take_in(self, path: str | Path) -> Entry:
        """Keep the run in a file that `allocator runs export` wrote, unless its question has a run here.

        Its allocation is verified; its bounds and proofs are the file's word, which the result says among its
        incidents, so that the question is not settled by it. Raises InputError.
        """
        entry = run_in(Path(path))
        if not self._select("SELECT 1 FROM runs WHERE id = ?", (entry.id,)):
            self.keep(entry)
        return entry

    def remove(self, ids: Iterable[str]) -> int:
        """Take out runs by their ids, and the plans and models that no other run is about; how many."""

        def delete(connection: sqlite3.Connection) -> int:
            number = 0
            for key in ids:
                number += connection.execute("DELETE FROM runs WHERE id = ?", (key,)).rowcount
            for table, column in (("plans", "plan"), ("models", "model")):
                used = f"SELECT {column} FROM runs WHERE {column} IS NOT NULL"
                connection.execute(f"DELETE FROM {table} WHERE id NOT IN ({used})")
            return number

        number = self._database.write(delete)
        if number:
            with suppress(InputError):  # another process is at work: the room is used again later
                self._database.read(lambda connection: connection.execute("VACUUM"))
        return number

    def solved_runs(self) -> tuple[tuple[str, str, str], ...]:
        """(run id, plan id, model id) of the newest run with an allocation of each kept plan and model, the
        newest first."""
        rows = self._select(
            "SELECT id, plan, model, max(created) AS newest FROM runs WHERE kind = ? AND status != ? "
            "AND plan IS NOT NULL GROUP BY plan, model ORDER BY newest DESC LIMIT ?",
            (SOLVE, INFEASIBLE, _LOOKED_AT),
        )
        return tuple((run_id, plan, model) for run_id, plan, model, _ in rows)

    def plan_document(self, plan_id: str) -> Any:
        """A kept plan. Raises BrokenDocumentError where it is damaged, or not there."""
        rows = self._select("SELECT content FROM plans WHERE id = ?", (plan_id,))
        return unpacked(rows[0][0] if rows else None)

    def _found(self, run_id: str) -> tuple[Entry, bytes | None, str | None]:
        wanted = run_id.strip().lower()
        if len(wanted) < _SHORTEST_ID or not set(wanted) <= set("0123456789abcdef"):
            message = f"is no id of a run; give at least {_SHORTEST_ID} of the characters that `runs` shows"
            raise self._refused(run_id, message)
        rows = self._select(
            f"SELECT {', '.join(f'runs.{name.strip()}' for name in _COLUMNS.split(','))}, answer, "
            "plans.content, models.content FROM runs LEFT JOIN plans ON plans.id = runs.plan "
            "LEFT JOIN models ON models.id = runs.model WHERE runs.id LIKE ? LIMIT 2",
            (f"{wanted}%",),
        )
        if len(rows) != 1:
            what = "several runs have ids that begin so; give more of it" if rows else "there is no such run"
            raise self._refused(run_id, what)
        *row, plan, model = rows[0]
        try:
            return _entry(row), plan, model
        except BrokenDocumentError as error:
            raise self._refused(run_id, str(error)) from None

    def _select(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        if not self.path.exists():
            return []
        return self._database.read(lambda connection: connection.execute(statement, values).fetchall())

    def _refused(self, run_id: str, message: str) -> InputError:
        return InputError(str(self.path), [Fault(place=f"run {run_id}", message=message)])


def _entry_or_damaged(row: Sequence[Any]) -> Entry:
    try:
        return _entry(row)
    except BrokenDocumentError:
        return Entry(
            id=str(row[0]),
            kind="",
            title="",
            status=DAMAGED,
            settled=False,
            question={},
            answer=None,
            created="",
        )


def _entry(row: Sequence[Any]) -> Entry:
    """A row of the table `runs`, with its answer where that was read too. Raises BrokenDocumentError."""
    key, kind, title, status, settled, question, created, seconds, summary, *_ = row
    answer = unpacked(row[11]) if len(row) > 11 else None
    texts = (key, kind, title, status, created)
    if not all(isinstance(text, str) for text in texts):
        raise BrokenDocumentError("is damaged: a text of it is none")
    if not isinstance(seconds, float) or not math.isfinite(seconds):
        raise BrokenDocumentError("is damaged: its seconds are no number")
    return Entry(
        id=key, kind=kind, title=title, status=status, settled=settled == 1, question=_object(question),
        answer=answer, created=created, seconds=seconds, summary=_object(summary),
    )  # fmt: skip


def _object(text: object) -> dict[str, Any]:
    try:
        found = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) else {}


def _packed_part(document: Mapping[str, Any] | None) -> bytes | None:
    return None if document is None else packed(document)


def _text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, allow_nan=False)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
