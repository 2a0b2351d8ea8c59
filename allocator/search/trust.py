"""What is believed of whom. A solver is a witness, not a judge.

Points need no trust, because every row is checked. Bounds do: each is kept under the name of whoever says it.
One that crosses the value of a known point is false; with it goes whatever that witness has said and will say
in the run, and the best bound of the others takes its place.
"""

from dataclasses import dataclass, field

from allocator.results.result import Proof


@dataclass(frozen=True)
class Witness:
    """Whoever says something of the plan: in words, and whether by exact arithmetic."""

    name: str
    exact: bool = False


ALONE = Witness("the best that each request and each row allows by itself", exact=True)
PRICES = Witness("a relaxation, every limit at its price", exact=True)
PROPAGATION = Witness("propagation of the rows", exact=True)
CP_SAT = Witness("CP-SAT")
OTHERWISE = Witness("CP-SAT without presolve")
INTERVALS = Witness("CP-SAT on intervals")
NEIGHBOURHOODS = Witness("CP-SAT in neighbourhoods")
HIGHS = Witness("HiGHS")


@dataclass
class Testimony:
    """The bounds on the cost of each tier, by witness; who is distrusted; and what happened, in
    words."""

    bounds: list[dict[Witness, int]] = field(default_factory=list)
    liars: set[Witness] = field(default_factory=set)
    incidents: list[str] = field(default_factory=list)

    def bound(self, t: int) -> int | None:
        """The best bound on tier t."""
        return max(self.bounds[t].values(), default=None) if t < len(self.bounds) else None

    def says(self, t: int, bound: int, by: Witness) -> bool:
        """Keep a bound on tier t; whether it is better than those known."""
        if by in self.liars:
            return False
        best, known = self.bound(t), self.bounds[t].get(by)
        if known is None or bound > known:
            self.bounds[t][by] = bound
        return best is None or bound > best

    def caught(self, by: Witness, what: str) -> None:
        """Believe a witness nothing any more, and remember why."""
        if by in self.liars:
            return
        self.liars.add(by)
        for bounds in self.bounds:
            bounds.pop(by, None)
        self.incidents.append(f"{by.name} said {what}; nothing that it says is believed in this run")

    def beyond(self, t: int, cost: int) -> list[Witness]:
        """Who says that tier t costs more than what a known point costs there."""
        return [by for by, bound in self.bounds[t].items() if bound > cost]

    def who(self, t: int, cost: int) -> list[Witness]:
        """Who says that no point costs less in tier t."""
        return [by for by, bound in self.bounds[t].items() if bound >= cost]

    def proof(self, t: int, cost: int) -> Proof | None:
        """What it rests on that no point costs less in tier t; None where nobody says so."""
        said = self.who(t, cost)
        if not said:
            return None
        exact = [by for by in said if by.exact]
        if exact:
            return Proof(kind="exact", by=(exact[0].name,))
        return Proof(kind="words" if len(said) > 1 else "word", by=tuple(by.name for by in said))
