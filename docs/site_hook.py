"""What the documentation site does beside turning Markdown into pages: `mkdocs.yml` names this file.

It adds the pages that the program itself dictates (`site_pages`), brings in documents that stand elsewhere in
the project, and makes links and formulas work in a site that asks no network for anything.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File, Files
from site_pages import (
    commands,
    exit_codes,
    formulas,
    goals,
    library,
    links,
    messages,
    notebooks,
    rules,
    sheets,
)

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]

#: Pages that are made when the site is made: they follow the program, so nobody has to keep them up to date.
GENERATED: dict[str, Callable[[], str]] = {
    "reference/commands.md": commands.page,
    "reference/input-sheets.md": sheets.input_page,
    "reference/output-sheets.md": sheets.output_page,
    "reference/rules.md": rules.page,
    "reference/goals.md": goals.page,
    "reference/exit-codes.md": exit_codes.page,
    "reference/messages.md": messages.page,
    "reference/library.md": library.page,
}
_MERMAID = re.compile(r"^```mermaid\n.*?^```\n", re.MULTILINE | re.DOTALL)


def on_files(files: Files, config: "MkDocsConfig") -> Files:
    """Add the generated pages, the documents from elsewhere and the notebooks."""
    for place, make in GENERATED.items():
        files.append(File.generated(config, place, content=make()))
    for document in links.BROUGHT_IN:
        text = (ROOT / document).read_text(encoding="utf-8")
        files.append(File.generated(config, document, content=text))
    for place, content in notebooks.pages(ROOT / "notebooks"):
        files.append(File.generated(config, place, content=content))
    return files


def on_page_markdown(markdown: str, page: "Page", config: "MkDocsConfig", files: Files) -> str:
    """Leave out drawings that a script from elsewhere would make, and mend links that leave the site."""
    place = page.file.src_uri
    text = _MERMAID.sub("", markdown)
    if place not in GENERATED:
        text = links.mended(text, place)
    return formulas.as_mathml(text)


def on_post_page(output: str, page: "Page", config: "MkDocsConfig") -> str:
    """Give the search dialog of the theme the name that readers of the screen need."""
    return output.replace('role="dialog"', 'role="dialog" aria-label="Search"')
