"""A search over whole missions on the flat arrays of a matrix, compiled."""

from allocator.moves.compiled import is_ready, prepare
from allocator.moves.walker import Walker

__all__ = ["Walker", "is_ready", "prepare"]
