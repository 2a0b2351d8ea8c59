"""Questions that take minutes, asked beside whatever else is done on the desk; their answers stay in the run
store."""

from dataclasses import dataclass, field

from allocator.app.answers import Answer, kept_answer
from allocator.app.searching import Search
from allocator.app.tasks import Advising
from allocator.store import RunStore, key_of


@dataclass
class Background:
    """Questions at work, by what they are about; one at a time, the machine is the planner's as well."""

    asked: dict[str, Search] = field(default_factory=dict)

    @property
    def is_busy(self) -> bool:
        """Whether a question is at work."""
        return any(not search.is_done for search in self.asked.values())

    def is_busy_out_of_sight(self, question: Advising) -> bool:
        """Whether what is at work has no place on the page where this question has one: it is about another
        run, or asks the same of something else."""
        at_work = [search.asked for search in self.asked.values() if not search.is_done]
        return any(
            isinstance(asked, Advising)
            and (asked.run_id != question.run_id or asked.question == question.question)
            for asked in at_work
        )

    def begin(self, question: Advising) -> None:
        """Ask, unless a question is at work."""
        if not self.is_busy:
            self.asked[key_of(question.subject)] = Search(question)

    def of(self, question: Advising) -> Search | None:
        """The question as it is at work, or as it ended."""
        return self.asked.get(key_of(question.subject))

    def answer(self, store: RunStore, question: Advising) -> Answer | None:
        """What was answered, whenever that was."""
        return kept_answer(store, question.subject)

    def listen(self) -> None:
        """Hear what is told."""
        for search in self.asked.values():
            if not search.is_done:
                search.listen()

    def stop(self) -> None:
        """Have what is at work end with what is known."""
        for search in self.asked.values():
            if not search.is_done:
                search.stop()

    def end(self) -> None:
        """End at once; what was searched for is kept, and not searched for again."""
        for search in self.asked.values():
            if not search.is_done:
                search.kill()

    @property
    def place(self) -> tuple[str, ...]:
        """What decides how a page shows the questions."""
        return tuple(f"{key} {search.is_done}" for key, search in self.asked.items())
