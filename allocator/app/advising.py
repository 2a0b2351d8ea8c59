"""What rules cost, and how two goals trade: questions for the background."""

from collections.abc import Callable

from nicegui import ui

from allocator.app.answers import Answer
from allocator.app.desk import Desk
from allocator.app.elements import alert, table_of, tell
from allocator.app.tasks import Advising
from allocator.report.words import goal_words

_SECONDS = 120.0
_LOOK = 0.5  # seconds


def show_advice(desk: Desk, refresh: Callable[[], object]) -> None:
    """The questions about the result that is looked at, with their answers."""
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

    def begin(question: Advising) -> None:
        desk.background.begin(question)
        refresh()

    with ui.card().classes("w-full"):
        ui.label(say("advice.rules")).classes("font-bold")
        _show_question(desk, lambda: asked("rules"), begin)
    goals = [goal.name for goal in desk.result.goals]
    if len(goals) > 1:
        with ui.card().classes("w-full"):
            ui.label(say("advice.curve")).classes("font-bold")
            names = {name: say.said(goal_words(name)) for name in goals}
            with ui.row():
                first = ui.select(names, value=goals[0], label=say("advice.first")).props("dense outlined")
                second = ui.select(names, value=goals[1], label=say("advice.second")).props("dense outlined")
            shown = ui.column().classes("w-full")

            def draw() -> None:
                shown.clear()
                with shown:
                    _show_question(desk, lambda: asked("curve", first.value, second.value), begin)

            for each in (first, second):
                each.on_value_change(draw)
            draw()


def _show_question(desk: Desk, asked: Callable[[], Advising], begin: Callable[[Advising], object]) -> None:
    say, question = desk.say, asked()
    search, answer = desk.background.of(question), desk.background.answer(desk.store, question)
    if search is not None and search.trouble:
        alert(search.trouble, say)
    if search is not None and not search.is_done:
        words = ui.label(say("advice.working", seconds=0)).props('role="status"')
        ui.button(say("advice.stop"), on_click=search.stop).props("outline dense no-caps color=negative")
        ui.timer(_LOOK, lambda: words.set_text(say("advice.working", seconds=round(search.seconds))))
    else:
        ask = ui.button(say("advice.again" if answer else "advice.ask"), on_click=lambda: begin(asked()))
        ask.props("outline dense no-caps").set_enabled(not desk.background.is_busy)
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
