"""`allocator iati`: a file for donors, or why there is none."""

from pathlib import Path
from xml.etree.ElementTree import parse

import allocator
from tests.cli.conftest import FIRST_STEPS, Invoke


def test_it_writes_and_refuses(allocator_in: Invoke, tmp_path: Path) -> None:
    assert allocator_in("solve", FIRST_STEPS, "--effort", "1", "--output", "r.xlsx").exit_code == 0
    done = allocator_in("iati", "r.xlsx", "--organisation", "XM-DAC-47139", "--output", "d.xml")
    assert done.exit_code == 0, done.stderr
    assert done.stdout == "Written to d.xml\n"
    agreements = allocator.read_result(tmp_path / "r.xlsx").plan.agreements
    assert len(parse(tmp_path / "d.xml").getroot()) == len(agreements or {})
    again = allocator_in("iati", "r.xlsx", "--organisation", "XM-DAC-47139", "--output", "d.xml")
    assert again.stdout == "Written to d.xml, in the place of the one that was there\n"
    (tmp_path / "page.xml").write_text("<html/>", encoding="utf-8")
    for words, says in (
        (("--organisation", "XM-DAC-1", "--output", "page.xml"), "is no IATI file"),
        (("--organisation", "WCO"), "no identifier of an organisation"),
        (("--organisation", "XM-DAC-1", "--output", "d.txt"), "does not end in .xml"),
        (("--organisation", "XM-DAC-1", "--output", "none/d.xml"), "no folder none"),
        (("--organisation", "XM-DAC-1", "--output", "r.xlsx"), "does not end in .xml"),
    ):
        refused = allocator_in("iati", "r.xlsx", *words)
        assert refused.exit_code == 2 and says in refused.stderr
    assert (tmp_path / "page.xml").read_text(encoding="utf-8") == "<html/>"
