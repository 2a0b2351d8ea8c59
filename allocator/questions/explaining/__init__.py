"""Why a request is not served, or who else could have gone."""

from allocator.questions.explaining.explainer import Explainer, explain, explain_all

__all__ = ["Explainer", "explain", "explain_all"]
