"""The run store: everything that was solved, in one local SQLite file, found again by what was asked.

`jobs` runs lists of questions with the store in front of them.
"""

from allocator.store.entry import Entry
from allocator.store.keys import key_of, question_of, versions
from allocator.store.place import usual_place
from allocator.store.run_store import RunStore

__all__ = ["Entry", "RunStore", "key_of", "question_of", "usual_place", "versions"]
