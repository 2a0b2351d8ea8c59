"""Small pieces of Markdown that several pages use."""

from collections.abc import Iterable, Sequence

_AS_CODES = {ord(character): f"&#{ord(character)};" for character in "\\`*_[]<>#&"}


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown; bars and line ends in cells are escaped."""
    lines = ["| " + " | ".join(headers) + " |", "|" + " --- |" * len(headers)]
    lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]
    return "\n".join(lines)


def page_of(parts: Iterable[str]) -> str:
    """Parts of a page, with a blank line between each two."""
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def plain(text: str) -> str:
    """Text that Markdown and HTML show as it is."""
    return text.translate(_AS_CODES)


def prose(text: str) -> str:
    """The words of a docstring: code in backticks stays code, all else is shown as it is."""
    parts = " ".join(text.split()).split("`")
    return "`".join(part if n % 2 else plain(part) for n, part in enumerate(parts))


def _cell(text: str) -> str:
    return text.replace("|", "&#124;").replace("\n", "<br>")
