"""This process as an executor: work that takes all cores by itself, one piece after the other."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any


class Here(Executor):
    """Does what is submitted at once, on the calling thread."""

    def submit(self, task: Callable[..., Any], /, *given: Any, **options: Any) -> "Future[Any]":
        """Do a task; its future is done when this returns."""
        future: Future[Any] = Future()
        try:
            future.set_result(task(*given, **options))
        except BaseException as error:  # carried over to whoever asks the future
            future.set_exception(error)
        return future
