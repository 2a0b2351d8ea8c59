"""A search over whole missions on the flat arrays of a matrix, compiled.

Only `allocator.moves.walker` loads the compiler; what small plans need does not.
"""

from allocator.moves.compiled import is_ready, prepare

__all__ = ["is_ready", "prepare"]
