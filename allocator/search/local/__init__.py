"""Local search over whole missions on the flat arrays of a matrix, compiled.

Only `allocator.search.local.local_search` loads the compiler; what small plans need does not.
"""

from allocator.search.local.compilation import compiled_after, is_ready, prepare

__all__ = ["compiled_after", "is_ready", "prepare"]
