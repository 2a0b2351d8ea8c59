"""Many things in few words: the first of them, and how many more there are."""

from collections.abc import Iterable


def first_of(texts: Iterable[str], most: int, *, of: str = "") -> list[str]:
    """The first `most` texts; behind them `and 3 more`, with `of` after it, where there are others."""
    texts = list(texts)
    others = len(texts) - most
    return [*texts[:most], f"and {others:,} more{of}"] if others > 0 else texts


def enumerated(texts: Iterable[str], most: int) -> str:
    """The same as a part of a sentence: `KEN-01, KEN-02 and 3 more`."""
    texts = list(texts)
    shown = ", ".join(texts[:most])
    return " ".join([shown, *first_of(texts, most)[most:]])
