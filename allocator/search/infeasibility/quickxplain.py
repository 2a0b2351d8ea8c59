"""QuickXplain: a minimal unsatisfiable subset (MUS) by halving.

Junker, QuickXplain: Preferred explanations and relaxations for over-constrained problems, AAAI 2004.
"""

from collections.abc import Callable, Sequence

Collides = Callable[[Sequence[int]], bool]


def quickxplain(background: Sequence[int], some: Sequence[int], collides: Collides) -> list[int]:
    """A part of `some` that collides beside `background`, of which nothing can be left out.

    `background` and `some` together must collide. Where `collides` misses a collision the part is still one,
    only larger than it need be.
    """
    if not some or collides(background):
        return []
    if len(some) == 1:
        return list(some)
    middle = len(some) // 2
    left, right = some[:middle], some[middle:]
    from_right = quickxplain([*background, *left], right, collides)
    from_left = quickxplain([*background, *from_right], left, collides)
    return [*from_left, *from_right]
