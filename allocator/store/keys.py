"""What was asked, as a key: two runs with one key are the same question to the same program."""

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from allocator.inputs.model_file import digest_of_model
from allocator.inputs.plan_file import content_digest
from allocator.plan import Plan
from allocator.plan.policy import CoordinationModel
from allocator.store.records import plain

#: Of these another version may find another allocation, or another bound.
_PACKAGES = ("allocator", "ortools", "highspy", "numba", "numpy")
#: What `allocator.solve` is told, as far as the outcome depends on it.
_OPTIONS = ("time_limit", "workers", "seed", "effort")


def question_of(plan: Plan, model: CoordinationModel, options: Mapping[str, Any]) -> dict[str, Any]:
    """What a run is asked: the content of its plan, its model, the options that matter, the versions of what
    answers. A plan is known by what it says now, whatever it was read as."""
    departures = json.dumps(plain(plan.departures)) if plan.departures else ""
    kept = {name: options[name] for name in _OPTIONS if options.get(name) is not None}
    if "effort" in kept:
        kept.pop("time_limit", None)  # no clock decides then
    return {
        "kind": "solve",
        "plan": hashlib.sha256(f"{content_digest(plan)}{departures}".encode()).hexdigest(),
        "model": digest_of_model(model),
        "options": kept,
        "versions": versions(),
    }


def key_of(question: Mapping[str, Any]) -> str:
    """The SHA-256, in hexadecimal, of a question of plain values."""
    text = json.dumps(question, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def versions() -> dict[str, str]:
    """The version of each package that matters."""
    return {name: _version(name) for name in _PACKAGES}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # a checkout that is not installed
        return "unknown"
