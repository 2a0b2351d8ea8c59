"""The page of the exit codes."""

from allocator.cli.app import COMMANDS
from allocator.errors import MEANINGS, ExitCode
from site_pages.words import page_of, table

_AS_JSON = """With `--json` a failure is one JSON object, too: its `status` says the same in a word, and
`faults` lists every fault of the input with its place."""


def page() -> str:
    """Every exit code with its meaning, and the commands that may end with it beside the usual ones."""
    rows = [(str(code.value), meaning, _commands(code)) for code, meaning in MEANINGS.items()]
    return page_of(
        [
            "# Exit codes",
            "How a command ends, for a script that called it: 0 is success, everything else has a reason.",
            table(("code", "meaning", "commands"), rows),
            _AS_JSON,
        ]
    )


def _commands(code: ExitCode) -> str:
    names = [f"`{each.name}`" for each in COMMANDS if code in each.ends]
    return "all" if len(names) == len(COMMANDS) else ", ".join(names)
