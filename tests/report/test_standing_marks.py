"""Every mission that a broken rule names is marked with it, and nothing else is."""

from random import Random

from allocator.report.standing_marks import standing_marks
from allocator.rules.base import rule_name
from allocator.verification import violations
from tests.tiny_plans import random_plan, tiny_model
from tests.whatif.results_at_random import allocation_at_random, result_of


def test_marks_are_what_is_broken() -> None:
    marked = 0
    for seed in range(40):
        plan, model = random_plan(seed), tiny_model(seed)
        result = result_of(plan, model, allocation_at_random(plan, Random(seed)))
        broken = list(violations(plan, model, result.allocation))
        marks = standing_marks(result)
        said = {sentence for each in marks.values() for sentence in each}
        assert all(
            any(s.startswith(rule_name(v.rule)) and s.endswith(v.message) for v in broken) for s in said
        )
        for violation in broken:
            codes = violation.subject.replace(",", " ").split()
            for code in set(codes) & set(result.allocation.by_request):
                assert any(sentence.endswith(violation.message) for sentence in marks[code])
        assert set(marks) <= set(result.allocation.by_request)
        assert broken or not marks
        marked += len(marks)
    assert marked > 40
