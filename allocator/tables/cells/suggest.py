"""Did you mean: the known names nearest to one that is not known."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from allocator.tables.cells.look_alikes import difference, look_of

#: How much alike, out of 100, two names are of which one may be meant by the other, or must be.
_ALIKE, _SLIP = 65, 75


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """`; did you mean KEN-03 or KEN-08?`, or an empty text if nothing known is spelt alike. Of a name that
    looks the same it is said what differs."""
    from rapidfuzz import fuzz, process

    among = frozenset(known)
    twin = _by_look(among).get(look_of(text))
    if twin not in (None, text):
        return f"; did you mean {twin}? Here {difference(text, twin)}"
    found = process.extract(text.casefold(), _folded(among), scorer=fuzz.ratio, limit=3, score_cutoff=_ALIKE)
    near = [name for _, _, name in found]
    near = [name for name in near if name.casefold() == text.casefold()] or near
    return f"; did you mean {' or '.join(near)}?" if near else ""


def nearest(text: str, known: Iterable[str]) -> str | None:
    """The known name that a text is most likely a slip of; None if none is spelt nearly like it."""
    from rapidfuzz import fuzz, process

    names = _folded(frozenset(known))
    found = process.extractOne(text.casefold(), names, scorer=fuzz.ratio, score_cutoff=_SLIP)
    return found[2] if found else None


@lru_cache(maxsize=64)  # thousands of texts may be compared with the same thousands of names
def _folded(known: frozenset[str]) -> Mapping[str, str]:
    """Each name without regard to case, in an order that does not change from run to run."""
    return {name: name.casefold() for name in sorted(known)}


@lru_cache(maxsize=64)
def _by_look(known: frozenset[str]) -> Mapping[str, str]:
    """One name for each look."""
    return {look_of(name): name for name in sorted(known, reverse=True)}
