"""The notebooks as pages: their words, their code, and what came of it when they were last run."""

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from site_pages.words import page_of

_STYLE = re.compile(r"<style.*?</style>", re.DOTALL)
_AS_WRITTEN = re.compile(r"<pre.*?</pre>", re.DOTALL)
_BETWEEN_TAGS = re.compile(r"\s*\n\s*")


def pages(folder: Path) -> Iterator[tuple[str, str | bytes]]:
    """Each page and picture with its place in the site."""
    for path in sorted(folder.glob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        pictures: list[bytes] = []
        yield f"notebooks/{path.stem}.md", _page(notebook["cells"], path.stem, pictures)
        yield from ((f"notebooks/{_picture(path.stem, n)}", picture) for n, picture in enumerate(pictures, 1))


def _picture(stem: str, number: int) -> str:
    return f"{stem}-{number}.png"


def _page(cells: Sequence[Mapping[str, Any]], stem: str, pictures: list[bytes]) -> str:
    parts = []
    for cell in cells:
        source = _joined(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(source)
        elif source:
            parts.append(f"```python\n{source}\n```")
            parts += [_output(output, stem, pictures) for output in cell["outputs"]]
    return page_of(parts)


def _joined(text: str | Sequence[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def _output(output: Mapping[str, Any], stem: str, pictures: list[bytes]) -> str:
    shown = output.get("data", {"text/plain": output.get("text", "")})
    if "image/png" in shown:
        pictures.append(base64.b64decode(_joined(shown["image/png"])))
        return f"![A chart; the text beside it says what it shows]({_picture(stem, len(pictures))})"
    if "text/html" in shown:
        return f'<div class="output" tabindex="0">{_on_one_line(_joined(shown["text/html"]))}</div>'
    return f"```text\n{_joined(shown['text/plain']).rstrip()}\n```"


def _on_one_line(html: str) -> str:
    """HTML that Markdown leaves alone: without styles, and with line ends only where they are seen."""
    kept = _AS_WRITTEN.sub(lambda found: found[0].replace("\n", "&#10;"), _STYLE.sub("", html))
    return _BETWEEN_TAGS.sub("", kept)
