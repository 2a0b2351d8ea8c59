"""The operators are tested compiled, as they run."""

import pytest

from allocator.search.local import is_ready


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> None:
    assert is_ready(wait=True)
