"""Names of files after codes: safe on every system, different for different codes, always the same."""

import re
from hashlib import sha256

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST = 60


def file_name(code: str, ending: str) -> str:
    """The code where it is a plain name in capitals; else what is left of it, and a mark of the whole."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", code).strip("-")[:_LONGEST]
    if code and plain == code and code == code.upper() and not _RESERVED.fullmatch(code):
        return f"{code}{ending}"
    mark = sha256(code.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{plain or 'code'}-{mark}{ending}"
