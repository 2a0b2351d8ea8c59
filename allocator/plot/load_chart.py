"""What administrations give: their experts' mission days beside the days they allow."""

from typing import TYPE_CHECKING, Any

from allocator.plot.limit_bars import LimitBar, limit_bars, told_apart
from allocator.plot.style import empty, finished
from allocator.report.findings import AdministrationLoad, administration_loads, load_finding
from allocator.report.phrases import Phrases, phrases

if TYPE_CHECKING:
    from allocator.results.result import Result

_MOST = 45  # rows


def load(result: "Result", *, language: str = "en") -> Any:
    """A bar for each administration that sends somebody, the busiest first; a line for the days it gives."""
    say = phrases(language)
    loads = administration_loads(result, say)
    title = load_finding(loads, say)
    if not loads:
        return empty(title)
    shown = loads[:_MOST]
    names = told_apart([each.name for each in shown], [each.code for each in shown])
    bars = [
        LimitBar(name=name, used=each.days, limit=each.limit, words=_words(each, say))
        for name, each in zip(names, shown, strict=True)
    ]
    lines = [say("load.reading")]
    if len(loads) > _MOST:
        rest = loads[_MOST:]
        lines.append(say("load.rest", n=len(rest), days=say.number(sum(each.days for each in rest))))
    return finished(limit_bars(bars, say("axis.mission_days")), title, lines)


def _words(each: AdministrationLoad, say: Phrases) -> str:
    days = say.number(each.days)
    of = (
        say("load.no_limit", days=days) if each.limit is None else say("load.of", days=days, limit=each.limit)
    )
    return f"{of}; {say.counted('experts', each.experts)}, {say('load.away', n=each.most_away)}"
