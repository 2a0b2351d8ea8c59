"""The page as a file: what it holds, filled into its template."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from allocator.errors import Fault, InputError
from allocator.export.page.readers import reader_page
from allocator.export.page.whole import whole_page
from allocator.export.whole_files import write_whole
from allocator.report.phrases import phrases

if TYPE_CHECKING:
    from jinja2 import Environment

    from allocator.export.page.parts import Page
    from allocator.results.result import Result


def write_report(
    result: "Result",
    path: str | Path,
    *others: "Result",
    names: Sequence[str] | None = None,
    reader: tuple[str, str] | None = None,
    language: str = "en",
) -> None:
    """Write a result as one HTML file, which opens without a network and prints on A4.

    `others` are results to hold against it, `names` what all of them are called. `reader` is
    `("donor", agreement)`, `("administration", code)` or `("member", code)`: then the page has only what
    concerns that reader. `language` is en, fr or es. Unserved requests show grade, trade and cheapest change
    as far as they were asked for of this result (`allocator.explain`). Raises InputError for a reader or
    language that is not known, for a path that cannot be written, and without the extra `report`.
    """
    environment = _environment()
    say = phrases(language)
    if reader is not None and others:
        raise InputError("report", [Fault(place="reader", message="is told of one result only")])
    page = whole_page([result, *others], names, say) if reader is None else reader_page(result, reader, say)
    write_whole({Path(path): _filled(environment, page)})


def _filled(environment: "Environment", page: "Page") -> bytes:
    text: str = environment.get_template("page.html").render(page=page)
    return text.encode()


def _environment() -> "Environment":
    """Templates in which everything is text unless they say otherwise."""
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ModuleNotFoundError:
        message = "jinja2 is not installed: python -m pip install 'allocator[report]'"
        raise InputError("reports", [Fault(place="extra report", message=message)]) from None
    return Environment(
        loader=PackageLoader("allocator.export.page"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
