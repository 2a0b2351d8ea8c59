"""The notebooks run, and what lies beside them is what they showed when they last did."""

import base64
import json
import re
import zlib
from typing import Any

import pytest

from notebooks.running import FOLDER, NOTEBOOKS, cells_of, executed, packed

MOST_BYTES = 500_000
#: For each search: enough to run, not to show anything. A year with locks takes longer to its first plan, and
#: what is proven ends early on a machine at rest.
SECONDS, SECONDS_OF = 4, {"from_the_inside": 20, "defended_decision": 30}
_OF_A_MACHINE = re.compile(r"/(home|root|tmp|work|Users|var)/|\\\\Users\\\\|Traceback|Warning")


def kept(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.ipynb").read_text(encoding="utf-8"))


def outputs(notebook: Any) -> list[Any]:
    return [output for cell in notebook["cells"] for output in cell.get("outputs", ())]


def test_all_notebooks_are_listed() -> None:
    files = {path.stem for path in FOLDER.glob("*.py")} - {"running", "__main__"}
    assert files == set(NOTEBOOKS) == {path.stem for path in FOLDER.glob("*.ipynb")}


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_what_is_kept_is_of_this_notebook(name: str) -> None:
    """After a change: `python -m notebooks` runs them again."""
    joined = ["".join(cell["source"]) for cell in kept(name)["cells"]]
    assert joined == [cell.source for cell in cells_of(name).cells]
    assert all(cell.get("execution_count", 1) for cell in kept(name)["cells"])


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_what_is_kept_can_be_read_anywhere(name: str) -> None:
    assert (FOLDER / f"{name}.ipynb").stat().st_size < MOST_BYTES
    shown = [output.get("data", {"text": output.get("text")}) for output in outputs(kept(name))]
    assert sum("image/png" in data for data in shown) >= 2
    words = json.dumps([{kind: text for kind, text in data.items() if kind != "image/png"} for data in shown])
    assert _OF_A_MACHINE.search(words) is None


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_it_runs(name: str) -> None:
    notebook = executed(name, seconds=SECONDS_OF.get(name, SECONDS))
    assert all(output.output_type != "error" for output in outputs(notebook))
    assert any("image/png" in output.get("data", {}) for output in outputs(notebook))


def test_a_picture_is_packed_without_a_change() -> None:
    shown = [output.get("data", {}) for output in outputs(kept(NOTEBOOKS[0]))]
    picture = base64.b64decode(next("".join(data["image/png"]) for data in shown if "image/png" in data))
    loose = zlib.compress(pixels(picture), 0)
    first, last = picture.index(b"IDAT") - 4, picture.index(b"IEND") - 4
    head = len(loose).to_bytes(4) + b"IDAT" + loose
    drawn = picture[:first] + head + zlib.crc32(head[4:]).to_bytes(4) + picture[last:]
    assert packed(drawn) == picture


def pixels(png: bytes) -> bytes:
    """What the one chunk of pixels holds."""
    place = png.index(b"IDAT")
    length = int.from_bytes(png[place - 4 : place])
    return zlib.decompress(png[place + 4 : place + 4 + length])
