"""What is known of a whole number: at least this, at most that."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """A number between `low` and `high`, both included; None where nothing is known on that side."""

    low: int | None
    high: int | None

    @property
    def settled(self) -> bool:
        """Whether the number itself is known."""
        return self.low is not None and self.low == self.high

    def __contains__(self, number: int) -> bool:
        return (self.low is None or self.low <= number) and (self.high is None or number <= self.high)

    def __str__(self) -> str:
        if self.settled:
            return f"{self.low:,}"
        if self.low is None and self.high is None:
            return "not known"
        if self.low is None:
            return f"at most {self.high:,}"
        if self.high is None:
            return f"at least {self.low:,}"
        return f"between {self.low:,} and {self.high:,}"
