"""`.ci/run` runs what the README tells people to run."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_test_commands_of_the_readme_are_run() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = re.search(r"^##+ [^\n]*\b[Tt]ests?\b.*?^```\w*\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    assert section is not None, "the README has no section on tests with a block of commands"
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    missing = [line for line in section[1].splitlines() if line.strip() and line.strip() not in script]
    assert missing == []
