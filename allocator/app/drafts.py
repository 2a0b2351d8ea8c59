"""A workbook as it came to the desk, before it is a plan."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from allocator.errors import Fault, InputError
from allocator.inputs.model_file import model_in
from allocator.plan.policy import CoordinationModel
from allocator.tables import RawPlan, read_raw

#: What a workbook may be called, and how large it may be; the same of a file with a coordination model.
WORKBOOK, MOST_BYTES = ".xlsx", 50 << 20
MODEL, MOST_MODEL_BYTES = ".toml", 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A workbook that may have faults: its sheets as they are corrected, its name, the file as it came, and
    what was corrected in it, by places."""

    raw: RawPlan
    source: str
    content: bytes
    corrected: Mapping[str, str] = field(default_factory=dict)

    def with_cells(self, values: Mapping[str, str]) -> "Draft":
        """The same with other values in some cells, by their places. Raises InputError for no such cell."""
        raw = self.raw
        for place, value in values.items():
            raw = raw.with_cell_at(place, value)
        return replace(self, raw=raw, corrected={**self.corrected, **values})


def draft_at(path: Path, name: str = "") -> Draft:
    """What lies at a path; `name` is what the planner calls it. Raises InputError for what is no plan."""
    content = path.read_bytes() if path.is_file() else b""
    return Draft(raw=read_raw(path), source=name or path.name, content=content)


@contextmanager
def laid_down(content: bytes, name: str) -> Iterator[Path]:
    """A workbook as it was handed over, as a file for a while; its name is a text, never a path. Raises
    InputError for what is no workbook by its name, or too large for one."""
    if not name.lower().endswith(WORKBOOK):
        raise _refused(name, "is no workbook; give one that ends in .xlsx")
    if len(content) > MOST_BYTES:
        raise _refused(name, f"has more than {MOST_BYTES >> 20} MB; a plan has a few at most")
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"plan{WORKBOOK}"
        path.write_bytes(content)
        yield path


def model_of(content: bytes, name: str) -> CoordinationModel:
    """A coordination model as its file was handed over; the name is a text, never a path. Raises InputError
    for what is no such file by its name, or too large for one, and with every fault of the model, by line."""
    if not name.lower().endswith(MODEL):
        raise _refused(name, "is no file with a model; give one that ends in .toml")
    if len(content) > MOST_MODEL_BYTES:
        raise _refused(name, f"has more than {MOST_MODEL_BYTES >> 20} MB; a model has a few kB")
    return model_in(content, name)


def _refused(name: str, message: str) -> InputError:
    return InputError(name, [Fault(place=name, message=message)])
