"""Places in benchmarks/README.md that commands fill: each lies between two comments that name it."""

from pathlib import Path

from benchmarks.jobs import ROOT

PAGE = ROOT / "README.md"


def put(name: str, text: str, page: Path = PAGE) -> None:
    """Put a text into the place of a name. Raises ValueError where the page has no such place."""
    begin, end = f"<!-- {name}: filled by a command -->", f"<!-- end of {name} -->"
    before, found, rest = page.read_text(encoding="utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"{page} has no place for {name}: between {begin} and {end}")
    page.write_text(f"{before}{begin}\n\n{text.strip()}\n\n{end}{after}", encoding="utf-8")
