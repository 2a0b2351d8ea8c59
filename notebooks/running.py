"""How the notebooks are run, by the command and by the tests."""

import base64
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jupytext
from nbclient import NotebookClient
from traitlets.config import Config

FOLDER = Path(__file__).parent
#: The notebooks in the order in which they are read.
NOTEBOOKS = ("country_rule", "defended_decision", "whom_next", "from_the_inside")

_SECONDS = re.compile(r"^SECONDS = \d+", re.MULTILINE)
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def cells_of(name: str) -> Any:
    """A notebook as its `.py` file has it, without outputs."""
    notebook: Any = jupytext.read(FOLDER / f"{name}.py")
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"cell-{number}"
        cell.metadata = {}
    return notebook


def executed(name: str, seconds: int | None = None) -> Any:
    """A notebook with what its cells show; `seconds` in the place of the time that it gives its searches.

    Raises CellExecutionError for a cell that fails, and RuntimeError for one that warns.
    """
    notebook = cells_of(name)
    if seconds is not None:
        for cell in notebook.cells:
            cell.source = _SECONDS.sub(f"SECONDS = {seconds}", cell.source)
    private = Config(KernelManager={"transport_encryption": "auto"})
    client = NotebookClient(notebook, config=private, timeout=600, record_timing=False)
    client.execute(cwd=str(FOLDER))
    for text in _complaints(notebook):
        raise RuntimeError(f"notebooks/{name}.py warns: {text}")
    return notebook


def _complaints(notebook: Any) -> list[str]:
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", ()))
    return [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"]


def written(notebook: Any) -> str:
    """The text of the `.ipynb` file. What differs from machine to machine is left out."""
    notebook.metadata = _METADATA
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            _without_alternatives(output)
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _without_alternatives(output: Any) -> None:
    """Of a picture keep only the picture, of a table what is shown."""
    shown = output.get("data", {})
    if "image/png" in shown or "text/html" in shown:
        shown.pop("text/plain", None)
    if "image/png" in shown:
        shown["image/png"] = base64.b64encode(packed(base64.b64decode(shown["image/png"]))).decode()
    output.get("metadata", {}).clear()


def packed(png: bytes) -> bytes:
    """The same picture in a fifth of the bytes: what is drawn fast is packed loosely."""
    chunks = list(_chunks(png))
    pixels = zlib.compress(zlib.decompress(b"".join(body for kind, body in chunks if kind == b"IDAT")), 9)
    first = next(number for number, (kind, _) in enumerate(chunks) if kind == b"IDAT")
    others = [chunk for chunk in chunks if chunk[0] != b"IDAT"]
    return png[:8] + b"".join(map(_chunk, [*others[:first], (b"IDAT", pixels), *others[first:]]))


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of the chunks of a PNG file, which stand behind its first eight bytes."""
    place = 8
    while place < len(png):
        length = int.from_bytes(png[place : place + 4])
        yield png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        place += length + 12


def _chunk(chunk: tuple[bytes, bytes]) -> bytes:
    kind, body = chunk
    return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)
