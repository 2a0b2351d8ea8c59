"""What rules cost, and how two goals trade: questions for the background."""

from collections.abc import Callable

from nicegui import ui

from allocator.app.answers import Answer
from allocator.app.desk import Desk
from allocator.app.elements import LOOK, alert, table_of, tell
from allocator.app.tasks import Advising
from allocator.report.words import goal_words

_SECONDS = 120.0


def show_advice(desk: Desk) -> None:
    """The questions about the result that is looked at, with their answers. What is asked and answered is
    drawn anew by itself: the rest of the page may be in use."""
    assert desk.result is not None
    say = desk.say
    ui.label(say("advice.says"))
    seconds = ui.number(say("search.seconds"), value=_SECONDS, min=1, max=36_000)
    seconds.props("dense outlined").classes("w-28")

    def asked(question: str, *about: str) -> Advising:
        assert desk.result is not None
        return Advising(
            result=desk.result, run_id=desk.position.run, question=question, about=about,
            time_limit=float(seconds.value or _SECONDS), store=desk.store.path,
        )  # fmt: skip

    with ui.card().classes("w-full"):
        ui.label(say("advice.rules")).classes("font-bold")
        drawn = [_question_place(desk, lambda: asked("rules"))]
    if len(desk.result.goals) > 1:
        with ui.card().classes("w-full"):
            drawn.append(_show_curve(desk, lambda one, other: asked("curve", one, other)))
    seen = [desk.background.place]

    def look() -> None:
        # Asked here or on another page, or answered; not where another plan lies on the desk by now.
        if desk.result is not None and seen[0] != desk.background.place:
            seen[0] = desk.background.place
            for draw in drawn:
                draw()

    ui.timer(LOOK, look)


def _show_curve(desk: Desk, asked: Callable[[str, str], Advising]) -> Callable[[], None]:
    """Two goals, and how they trade; what draws the question as it stands then."""
    assert desk.result is not None
    say, goals = desk.say, [goal.name for goal in desk.result.goals]
    ui.label(say("advice.curve")).classes("font-bold")
    names = {name: say.said(goal_words(name)) for name in goals}
    with ui.row():
        first = ui.select(names, value=goals[0], label=say("advice.first")).props("dense outlined")
        second = ui.select(names, value=goals[1], label=say("advice.second")).props("dense outlined")
    curve = _question_place(desk, lambda: asked(first.value, second.value))
    for each in (first, second):
        each.on_value_change(curve)
    return curve


def _question_place(desk: Desk, asked: Callable[[], Advising]) -> Callable[[], None]:
    """Room for a question; what draws it, as it stands then."""
    place = ui.column().classes("w-full")

    def draw() -> None:
        place.clear()
        with place:
            _show_question(desk, asked, draw)

    draw()
    return draw


def _show_question(desk: Desk, asked: Callable[[], Advising], draw: Callable[[], None]) -> None:
    say, question = desk.say, asked()
    search, answer = desk.background.of(question), desk.background.answer(desk.store, question)
    if search is not None and search.trouble:
        alert(search.trouble, say)
    if search is not None and not search.is_done:
        words = ui.label(say("advice.working", seconds=0)).props('role="status"')
        ui.button(say("advice.stop"), on_click=search.stop).props("outline dense no-caps color=negative")
        ui.timer(LOOK, lambda: words.set_text(say("advice.working", seconds=round(search.seconds))))
    else:

        def ask_it() -> None:
            desk.background.begin(asked())
            draw()

        ask = ui.button(say("advice.again" if answer else "advice.ask"), on_click=ask_it)
        ask.props("outline dense no-caps").set_enabled(not desk.background.is_busy)
        if desk.background.is_busy:
            ui.label(say("advice.busy"))
        if desk.background.is_busy_out_of_sight(question):
            ui.button(say("advice.stop"), on_click=desk.background.stop).props("outline dense no-caps")
    if answer is not None:
        _show_answer(desk, answer)


def _show_answer(desk: Desk, answer: Answer) -> None:
    tell(answer.heading, desk.say)
    for table in answer.tables:
        if table.rows:
            tell(table.name, desk.say).classes("font-bold")
            table_of(table, desk.say)
    for note in answer.notes:
        tell(note, desk.say).classes("text-sm")
