"""The command line: `allocator`, or `python -m allocator`."""

import sys

_GAVE_UP = 130  # what shells use for a command that Ctrl-C ended


def main() -> None:
    """Run the command line; Ctrl-C while it is still being loaded ends it without a word, too."""
    try:
        from allocator.cli.app import main as run
    except KeyboardInterrupt:
        sys.exit(_GAVE_UP)
    run()


__all__ = ["main"]
