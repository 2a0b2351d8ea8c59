"""Makes the plan `larger-administrations`: a part of the synthetic year `columbus` in which few
administrations release all experts, so that two people of one mission often come from the same country.

Run it without arguments; it writes into the folder `larger-administrations` beside it. In every region the
administration with most experts employs those of the others as well; the Secretariat and outside bodies keep
theirs. Every second request is left out, and so is what speaks of it. The same input gives the same files.
"""

import csv
from collections import Counter
from itertools import cycle
from pathlib import Path

HERE = Path(__file__).parent
SOURCE, TARGET = HERE / "columbus", HERE / "larger-administrations"
LARGEST = 1  # administrations per region that release experts
KEPT = 2  # every so many-th request

Rows = list[dict[str, str]]


def read(sheet: str) -> Rows:
    """The rows of a sheet."""
    with (SOURCE / f"{sheet}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(sheet: str, rows: Rows) -> None:
    """Write a sheet; one without rows is left out."""
    if rows:
        with (TARGET / f"{sheet}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def regions() -> dict[str, str]:
    """The region of every Member."""
    with (HERE.parents[1] / "allocator" / "plan" / "members.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["region"] for row in csv.DictReader(file)}


def employers(experts: Rows) -> dict[str, str]:
    """Who employs the experts of each administration: itself, or one of the largest of its region."""
    region, count = regions(), Counter(row["administration"] for row in experts)
    found: dict[str, str] = {}
    for name in sorted(set(region.values())):
        own = sorted(
            (code for code in count if region.get(code) == name), key=lambda code: (-count[code], code)
        )
        large = cycle(own[:LARGEST])
        found |= {code: code if code in own[:LARGEST] else next(large) for code in own}
    return found


def main() -> None:
    """Write every sheet."""
    TARGET.mkdir(exist_ok=True)
    experts = read("Experts")
    employer = employers(experts)
    requests = kept(read("Requests"))
    codes = {row["request"] for row in requests}
    for sheet in sorted(path.stem for path in SOURCE.glob("*.csv")):
        rows = read(sheet)
        if sheet == "Experts":
            rows = [
                {**row, "administration": employer.get(row["administration"], row["administration"])}
                for row in rows
            ]
        elif sheet == "Requests":
            rows = requests
        elif sheet == "Administrations":
            rows = [{**row, "away at once": "", "days": ""} for row in rows]
        elif sheet == "Agreements":
            rows = [{**row, "providers": merged(row["providers"], employer)} for row in rows]
        elif sheet == "Plan":
            title = "Half a programme, released by few administrations (synthetic)"
            rows = [{**row, "value": title} if row["key"] == "title" else row for row in rows]
        elif sheet == "Assignments":
            rows = []
        elif "request" in (rows[0] if rows else {}):
            rows = [row for row in rows if row["request"] in codes]
        write(sheet, rows)


def kept(requests: Rows) -> Rows:
    """Every second open request; those that it follows are dropped from `after` where they are left out."""
    chosen = [row for row in requests if not row["done on"]][::KEPT]
    codes = {row["request"] for row in chosen}
    after = (";".join(code for code in row["after"].split(";") if code in codes) for row in chosen)
    return [{**row, "after": names} for row, names in zip(chosen, after, strict=True)]


def merged(providers: str, employer: dict[str, str]) -> str:
    """Providers after the merger, each once."""
    return ";".join(dict.fromkeys(employer.get(code, code) for code in providers.split(";") if code))


if __name__ == "__main__":
    main()
