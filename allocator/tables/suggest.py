"""Did you mean: the known names nearest to one that is not known."""

from collections.abc import Iterable


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """`; did you mean KEN-03 or KEN-08?`, or an empty text if nothing known is spelt alike."""
    from rapidfuzz import fuzz, process

    found = process.extract(text, sorted(set(known)), scorer=fuzz.ratio, processor=str.casefold, limit=3)
    near = [name for name, score, _ in found if score >= 65]
    return f"; did you mean {' or '.join(near)}?" if near else ""
