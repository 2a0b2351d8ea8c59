"""Arguments that were given in another order than the command takes them."""

from collections.abc import Iterable
from pathlib import Path

from allocator.errors import Fault, InputError


def require_result_first(command: str, result: Path, others: Iterable[str]) -> None:
    """Raises InputError where the result is no file, but one of the arguments behind it is: it then says how
    the command is typed."""
    given = list(others)
    file = next((other for other in given if Path(other).exists()), None)
    if result.exists() or file is None:
        return
    right = [file, str(result), *(other for other in given if other != file)]
    message = f"is no file, but {file} is; the result comes first: allocator {command} {' '.join(right)}"
    raise InputError(command, [Fault(place=str(result), message=message)])
