"""Rows of a single start, merged with the same rows at other starts: one row, enforced on a set of starts."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from allocator.matrix.intervals.single_start_rows import MatrixRows
from allocator.matrix.intervals.variables import Row, Space
from allocator.problem import Ints
from allocator.problem.rows import NO_LIMIT

#: What a row asks besides its people: bounds, what it has for the start itself, slacks.
Ask = tuple[int, int, int, tuple[tuple[int, int], ...]]


@dataclass
class _Merged:
    """A row that holds at `kinds` of starts. At these it is known for the candidates `known`; all others
    cannot be taken there, so that their coefficients are free."""

    ask: Ask
    people: dict[int, int]
    known: set[int]
    kinds: list[int]

    def agrees(self, people: dict[int, int], there: set[int]) -> bool:
        """Whether a row over the candidates `there` can be this one."""
        return all(self.people.get(c, 0) == people.get(c, 0) for c in self.known & there)


@dataclass
class Occasions:
    """Sets of starts on which rows depend: variable `extra + i` is 1 if a request begins on one of set i."""

    space: Space
    found: dict[tuple[int, bytes], int] = field(default_factory=dict)
    starts: list[Ints] = field(default_factory=list)

    def variable(self, request: int, starts: Ints) -> int:
        """The variable of a set of starts of a request."""
        key = request, starts.tobytes()
        if key not in self.found:
            self.found[key] = self.space.extra + len(self.starts)
            self.starts.append(starts)
        return self.found[key]


@dataclass(frozen=True)
class StartRows:
    """The rows of single starts, in the order of their starts; slacks are already their stand-ins."""

    space: Space
    rows: MatrixRows
    start: Ints

    def merged(self, occasions: Occasions) -> list[Row]:
        """The same rows over `taken` and `served`, each once, on the occasions on which it holds."""
        found: list[Row] = []
        for request, kinds in self._kinds.items():
            rows = _merge([self._rows_at(starts[0]) for starts in kinds])
            there = [self._there(starts[0]) for starts in kinds]
            found += [self._as_row(request, row, kinds, there, occasions) for row in rows]
        return found

    @cached_property
    def _order(self) -> tuple[Ints, Ints]:
        """Terms of people and slacks by start and row, and where each start begins."""
        order = np.flatnonzero(self.rows.column >= len(self.space.matrix.columns.y))
        start = self.start[self.rows.row[order]]
        order = order[np.lexsort((self.rows.column[order], self.rows.row[order], start))]
        return order, self._first(self.start[self.rows.row[order]])

    def _first(self, start: Ints) -> Ints:
        return np.searchsorted(start, np.arange(len(self.space.open_start) + 1))

    @cached_property
    def _keys(self) -> Ints:
        """Per entry, the candidate of a z column, or the slack's column counted from behind."""
        columns = self.space.matrix.columns
        first = len(columns.y)
        z = self.rows.column - first
        is_z = (z >= 0) & (z < len(columns.z))
        return np.where(is_z, columns.z_candidate[np.where(is_z, z, 0)], -1 - self.rows.column)

    @cached_property
    def _own(self) -> Ints:
        """Per row, the coefficient of the start itself."""
        own = np.zeros(len(self.rows), dtype=np.int64)
        timed = self.rows.column < len(self.space.matrix.columns.y)
        np.add.at(own, self.rows.row[timed], self.rows.coefficient[timed])
        return own

    @cached_property
    def _people(self) -> tuple[Ints, Ints]:
        """Open candidates by start, and where each start begins."""
        columns = self.space.matrix.columns
        z = np.flatnonzero(self.space.open_z)
        z = z[np.lexsort((columns.z_candidate[z], columns.z_start[z]))]
        return columns.z_candidate[z], self._first(columns.z_start[z])

    @cached_property
    def _kinds(self) -> dict[int, list[Ints]]:
        """Per request, its open starts, those with the same people and the same rows together."""
        request_of = self.space.matrix.columns.problem.start_request
        kinds: dict[int, dict[bytes, list[int]]] = defaultdict(lambda: defaultdict(list))
        (order, first), (people, begin) = self._order, self._people
        row = self.rows.row[order]
        table = np.stack(
            [self._keys[order], self.rows.coefficient[order], self.rows.lower[row], self.rows.upper[row],
             self._own[row], np.concatenate([[0], np.diff(row) != 0])[: len(row)]], axis=1,
        )  # fmt: skip
        for start in np.flatnonzero(self.space.open_start).tolist():
            here = table[first[start] : first[start + 1]]
            key = here[:, :5].tobytes() + here[1:, 5].tobytes()
            key += people[begin[start] : begin[start + 1]].tobytes()
            kinds[int(request_of[start])][key].append(start)
        return {r: [np.array(s, dtype=np.int64) for s in own.values()] for r, own in kinds.items()}

    def _there(self, start: int) -> set[int]:
        people, begin = self._people
        return set(people[begin[start] : begin[start + 1]].tolist())

    def _rows_at(self, start: int) -> tuple[set[int], list[tuple[Ask, dict[int, int]]]]:
        """The candidates at a start, and its rows."""
        order, first = self._order
        own = order[first[start] : first[start + 1]]
        keys, coefficients = self._keys[own].tolist(), self.rows.coefficient[own].tolist()
        by_row: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for row, key, coefficient in zip(self.rows.row[own].tolist(), keys, coefficients, strict=True):
            by_row[row].append((key, coefficient))
        rows = []
        for row, entries in by_row.items():
            slacks = tuple((-1 - key, coefficient) for key, coefficient in entries if key < 0)
            people = {key: coefficient for key, coefficient in entries if key >= 0}
            bounds = int(self.rows.lower[row]), int(self.rows.upper[row]), int(self._own[row])
            rows.append(((*bounds, slacks), people))
        return self._there(start), rows

    def _as_row(
        self, request: int, row: _Merged, kinds: list[Ints], there: list[set[int]], occasions: Occasions
    ) -> Row:
        lower, upper, own, slacks = row.ask
        variable = [int(self.space.taken[c]) for c in row.people] + [slack for slack, _ in slacks]
        coefficient = [*row.people.values(), *(a for _, a in slacks)]
        held = set(row.kinds)
        if all(k in held or self._holds_by_itself(row, there[k]) for k in range(len(kinds))):
            if own:
                variable.append(int(self.space.served[request]))
                coefficient.append(own)
            return Row(_ints(variable), _ints(coefficient), lower, upper)
        starts = np.sort(np.concatenate([kinds[k] for k in row.kinds]))
        when = occasions.variable(request, starts)
        return Row(
            _ints(variable), _ints(coefficient),
            lower if lower <= -NO_LIMIT else lower - own, upper if upper >= NO_LIMIT else upper - own, when,
        )  # fmt: skip

    def _holds_by_itself(self, row: _Merged, there: set[int]) -> bool:
        """Whether whoever of these people is taken satisfies the row."""
        lower, upper, own, slacks = row.ask
        widest = self.space.tightened.upper
        reach = [a for c, a in row.people.items() if c in there]
        reach += [a * int(widest[s]) for s, a in slacks]
        most = own + sum(a for a in reach if a > 0)
        least = own + sum(a for a in reach if a < 0)
        return least >= lower and most <= upper


def _merge(starts: list[tuple[set[int], list[tuple[Ask, dict[int, int]]]]]) -> list[_Merged]:
    """Rows of several starts, those that can be one row put together."""
    merged: list[_Merged] = []
    by_entry: dict[tuple[Ask, int, int], list[_Merged]] = defaultdict(list)
    for kind, (there, rows) in enumerate(starts):
        for ask, people in rows:
            entries = [(ask, c, a) for c, a in people.items()]
            near = {id(row): row for entry in entries for row in by_entry[entry]}
            home = next((row for row in near.values() if row.agrees(people, there)), None)
            if home is None:
                home = _Merged(ask, {}, set(), [])
                merged.append(home)
            for entry in entries:
                if entry[1] not in home.people:
                    by_entry[entry].append(home)
            home.people.update(people)
            home.known |= there
            home.kinds.append(kind)
    return merged


def _ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)
