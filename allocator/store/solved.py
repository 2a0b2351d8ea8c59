"""Runs of `allocator.solve` as entries of the store."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from allocator.inputs.model_file import write_model
from allocator.plan import Plan
from allocator.plan.policy import CoordinationModel
from allocator.results.result import Result
from allocator.store.documents import model_of, plan_document, plan_of, result_document, result_of, summary_of
from allocator.store.entry import Entry
from allocator.store.keys import key_of
from allocator.store.packing import BrokenDocumentError

#: What is asked, and the status of a question that nothing can satisfy.
SOLVE, INFEASIBLE = "solve", "infeasible"

#: A run that was interrupted leaves its question open.
SETTLED = ("optimal", "feasible")
_FROM_A_FILE = "taken in from a file: the allocation is verified, bounds and proofs are the file's word"


def entry_of(result: Result, question: Mapping[str, Any], title: str) -> Entry:
    """A finished run."""
    blank = blank_entry(result.plan, result.model, question, title)
    return replace(
        blank,
        status=result.status,
        settled=result.status in SETTLED,
        answer=result_document(result),
        created=result.provenance.created,
        seconds=float(sum(result.provenance.seconds.values())),
        summary=summary_of(result),
    )


def blank_entry(plan: Plan, model: CoordinationModel, question: Mapping[str, Any], title: str) -> Entry:
    """A run without its answer."""
    return Entry(
        id=key_of(question),
        kind=SOLVE,
        title=title,
        status="",
        settled=False,
        question=question,
        answer=None,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        plan=plan_document(plan),
        model=write_model(model),
    )


def result_of_entry(entry: Entry) -> Result:
    """The result that a run holds, verified anew. Raises BrokenDocumentError, or InputError for a plan or a
    model that is none."""
    if entry.kind != SOLVE or entry.plan is None or not isinstance(entry.answer, dict):
        raise BrokenDocumentError("holds no allocation")
    if "allocation" not in entry.answer:
        raise BrokenDocumentError("holds no allocation: nothing satisfies its locks and hard rules")
    return result_of(plan_of(entry.plan), model_of(entry.model), entry.answer)


def as_taken_in(entry: Entry) -> Entry:
    """A run from a file: it is no answer to its question, for nothing here has found its bounds, and says so.

    Raises BrokenDocumentError, or InputError, where it does not hold what it says.
    """
    result = result_of_entry(entry)
    question = entry.question
    model = hashlib.sha256(entry.model.encode()).hexdigest() if entry.model else ""
    if key_of(question) != entry.id or question.get("model") != model:
        raise BrokenDocumentError("was changed since it was written: its id is another run's")
    incidents = (*(i for i in result.provenance.incidents if i != _FROM_A_FILE), _FROM_A_FILE)
    told = replace(result, provenance=replace(result.provenance, incidents=incidents))
    return replace(entry, settled=False, answer=result_document(told), summary=summary_of(result))
