"""The full plan of the tests of the reader: warnings are about plans that it has read."""

from tests.tables.conftest import find, sheets, to_frames

__all__ = ["find", "sheets", "to_frames"]
