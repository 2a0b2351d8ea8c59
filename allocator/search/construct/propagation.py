"""Bounds of columns that follow from decisions, row by row, with undo: what a construction stands on."""

from allocator.matrix import Matrix, Tightened, activity_bounds, furthest
from allocator.problem.rows import NO_LIMIT


class Domains:
    """Bounds of every column, kept consistent with the rows as decisions are made and taken back.

    Plain lists, because single numbers change; the rows themselves are looked at where they are: to copy
    millions of entries would take longer than what is built on them. `lower[j] == upper[j]` means that column
    j is decided.
    """

    def __init__(self, matrix: Matrix, tightened: Tightened) -> None:
        self.lower: list[int] = tightened.lower.tolist()
        self.upper: list[int] = tightened.upper.tolist()
        rows, columns = matrix.rows, matrix.by_column
        self._row_start, self._row_column = rows.indptr.tolist(), rows.indices.data
        self._row_coefficient = rows.data.data
        self._column_start, self._column_row = columns.indptr.tolist(), columns.indices.data
        self._column_coefficient = columns.data.data
        self._row_lower, self._row_upper = matrix.lower.tolist(), matrix.upper.tolist()
        lower, upper = tightened.lower, tightened.upper
        self._least, self._most = (bound.tolist() for bound in activity_bounds(rows, lower, upper))
        self._widest: list[int] = furthest(rows, upper - lower).tolist()
        self._capped = (matrix.upper < NO_LIMIT).tolist()
        self._floored = (matrix.lower > -NO_LIMIT).tolist()
        self._trail: list[tuple[int, int, int]] = []

    def mark(self) -> int:
        """A point to return to with `undo`."""
        return len(self._trail)

    def undo(self, mark: int) -> None:
        """Take back every change since `mark`."""
        while len(self._trail) > mark:
            column, lower, upper = self._trail.pop()
            self._shift(column, lower - self.lower[column], upper - self.upper[column])
            self.lower[column], self.upper[column] = lower, upper

    def decide(self, column: int, value: int) -> bool:
        """Set a column and everything that follows. False: a row breaks; call `undo`."""
        if not self.lower[column] <= value <= self.upper[column]:
            return False
        queue = self._narrow(column, value, value)
        return self._propagate(queue)

    def _propagate(self, queue: list[int]) -> bool:
        waiting = set(queue)
        while queue:
            row = queue.pop()
            waiting.discard(row)
            changed = self._check(row)
            if changed is None:
                return False
            for other in changed:
                if other not in waiting:
                    waiting.add(other)
                    queue.append(other)
        return True

    def _check(self, row: int) -> list[int] | None:
        """Tighten the columns of a row; rows to look at again, or None where the row cannot hold."""
        room = self._row_upper[row] - self._least[row]
        need = self._most[row] - self._row_lower[row]
        if room < 0 or need < 0:
            return None
        changed: list[int] = []
        if self._widest[row] <= room and self._widest[row] <= need:
            return changed
        for k in range(self._row_start[row], self._row_start[row + 1]):
            column = self._row_column[k]
            lower, upper = self.lower[column], self.upper[column]
            if lower == upper:
                continue
            size = self._row_coefficient[k]
            width = abs(size) * (upper - lower)
            if width <= room and width <= need:
                continue
            low, high = lower, upper
            step_up, step_down = (room, need) if size > 0 else (need, room)
            high = min(high, lower + step_up // abs(size))
            low = max(low, upper - step_down // abs(size))
            if low > high:
                return None
            changed += self._narrow(column, low, high)
            room = self._row_upper[row] - self._least[row]
            need = self._most[row] - self._row_lower[row]
        return changed

    def _narrow(self, column: int, lower: int, upper: int) -> list[int]:
        """Move a column's bounds and the activities of its rows; returns the rows that got tighter."""
        old_lower, old_upper = self.lower[column], self.upper[column]
        if lower == old_lower and upper == old_upper:
            return []
        self._trail.append((column, old_lower, old_upper))
        self._shift(column, lower - old_lower, upper - old_upper)
        self.lower[column], self.upper[column] = lower, upper
        up, down = lower > old_lower, upper < old_upper
        span = range(self._column_start[column], self._column_start[column + 1])
        tighter = []
        for k in span:
            row = self._column_row[k]
            least_moved, most_moved = (up, down) if self._column_coefficient[k] > 0 else (down, up)
            if (least_moved and self._capped[row]) or (most_moved and self._floored[row]):
                tighter.append(row)
        return tighter

    def _shift(self, column: int, lower: int, upper: int) -> None:
        for k in range(self._column_start[column], self._column_start[column + 1]):
            row, size = self._column_row[k], self._column_coefficient[k]
            if size > 0:
                self._least[row] += size * lower
                self._most[row] += size * upper
            else:
                self._least[row] += size * upper
                self._most[row] += size * lower
