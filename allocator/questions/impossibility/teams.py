"""Whether a team can be found for one mission: people in seats, under the rules that join them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from allocator.problem import Bools, Ints
from allocator.problem.qualifications import ACCREDITED, PRE_ACCREDITED


@dataclass
class Tally:
    """How many more places the searches for one request may try. Past them nothing is settled."""

    left: int
    unsettled: bool = False

    def spend(self) -> bool:
        """Whether one more may be tried."""
        self.left -= 1
        self.unsettled = self.unsettled or self.left < 0
        return self.left >= 0


@dataclass(frozen=True)
class Joint:
    """The rules that join the people of one mission, those that are asked.

    Each of `groups` gives the group of every person (-1: none) and how many of each group may go. `cost` is
    that of each person. `standing[d]` is what each person holds of skill d on the last day, and
    `seat_skill[q]` the skill of seat q; None where nobody need be mentored.
    """

    groups: tuple[tuple[Ints, Ints], ...]
    cost: Ints
    standing: Ints | None
    seat_skill: Ints


@dataclass
class TeamSearch:
    """Depth-first search for a team: person after person, seat after seat, the scarcest seats first.

    `fits[q, p]`: person p may take a place of seat q, of which there are `places[q]`. People who are alike to
    every rule form a class and are tried once. `worth[p]` orders them, the greatest first.
    """

    fits: Bools
    places: Ints
    joint: Joint
    budget: int | None
    worth: Ints
    tally: Tally
    _used: list[int] = field(default_factory=list)
    _taken: list[list[int]] = field(default_factory=list)

    def find(self) -> list[tuple[int, int]] | None:
        """(seat, person) of every place, or None where there is no team, or none was found in time."""
        if (self.fits.sum(axis=1) < self.places).any() or len(self._people) < self.places.sum():
            return None
        self._used = [0] * len(self._classes)
        self._taken = [[0] * len(most) for _, most in self.joint.groups]
        chosen: list[int] = []
        if not self._fill(chosen, 0):
            return None
        rank = [0] * len(self._classes)
        team = []
        for seat, kind in zip(self._seats, chosen, strict=True):
            team.append((seat, int(self._classes[kind][rank[kind]])))
            rank[kind] += 1
        return team

    @cached_property
    def _people(self) -> Ints:
        return np.flatnonzero(self.fits.any(axis=0))

    @cached_property
    def _classes(self) -> list[Ints]:
        """The people by all that a rule can tell them apart by, the most worth and the cheapest first."""
        people, joint = self._people, self.joint
        traits = [-self.worth[people], *self.fits[:, people].astype(np.int64)]
        traits += [group[people] for group, _ in joint.groups]
        if self.budget is not None:
            traits.insert(0, joint.cost[people])
        if joint.standing is not None:
            traits += list(joint.standing[:, people])
        order = np.lexsort(traits[::-1])
        rows = np.stack(traits)[:, order]
        begins = np.ones(len(order), dtype=bool)
        begins[1:] = (rows[:, 1:] != rows[:, :-1]).any(axis=0)
        return np.split(people[order], np.flatnonzero(begins)[1:])

    @cached_property
    def _seats(self) -> list[int]:
        """The seat of each place, in the order in which places are filled."""
        order = np.argsort(self.fits.sum(axis=1), kind="stable")
        return [int(q) for q in np.repeat(order, self.places[order])]

    @cached_property
    def _able(self) -> dict[int, list[int]]:
        """Per seat, the classes that fit it."""
        first = [int(members[0]) for members in self._classes]
        return {q: [k for k, p in enumerate(first) if self.fits[q, p]] for q in range(len(self.fits))}

    @cached_property
    def _cheapest(self) -> list[int]:
        """The least that the places from each one on cost."""
        least = [int(self.joint.cost[self.fits[q]].min(initial=1 << 40)) for q in self._seats]
        return [sum(least[i:]) for i in range(len(least) + 1)]

    def _fill(self, chosen: list[int], spent: int) -> bool:
        """Whether the places from the next one on can be filled; then `chosen` has the class of each."""
        i = len(chosen)
        if i == len(self._seats):
            return self._mentored(chosen)
        again = i > 0 and self._seats[i] == self._seats[i - 1]
        for kind in self._able[self._seats[i]]:
            if again and kind < chosen[-1]:
                continue  # equal places: their order does not matter
            person = int(self._classes[kind][0])
            cost = spent + int(self.joint.cost[person])
            dear = self.budget is not None and cost + self._cheapest[i + 1] > self.budget
            if dear or not self._free(kind, person):
                continue
            if not self.tally.spend():
                return False
            self._take(kind, person, 1)
            chosen.append(kind)
            if self._fill(chosen, cost):
                return True
            chosen.pop()
            self._take(kind, person, -1)
        return False

    def _free(self, kind: int, person: int) -> bool:
        """Whether the class has somebody left, and no group of the person is full."""
        if self._used[kind] == len(self._classes[kind]):
            return False
        return all(
            group[person] < 0 or taken[group[person]] < most[group[person]]
            for (group, most), taken in zip(self.joint.groups, self._taken, strict=True)
        )

    def _take(self, kind: int, person: int, step: int) -> None:
        self._used[kind] += step
        for (group, _), taken in zip(self.joint.groups, self._taken, strict=True):
            if group[person] >= 0:
                taken[group[person]] += step

    def _mentored(self, chosen: Sequence[int]) -> bool:
        """Whether in no skill more learners sit than mentors go."""
        standing = self.joint.standing
        if standing is None:
            return True
        people = [int(self._classes[kind][0]) for kind in chosen]
        own = self.joint.seat_skill[self._seats]
        for skill in range(len(standing)):
            holds = standing[skill, people]
            if ((holds == PRE_ACCREDITED) & (own == skill)).sum() > (holds == ACCREDITED).sum():
                return False
        return True
