"""Why a request is not served, who would lose if it were, and what to change; or who else could have gone.

`explainer` filters; `deeper` solves: `trade` who loses, `beside` what locks keep it out, `negotiation` and
`proposals` the cheapest changes.
"""

from allocator.questions.explaining.deeper import explain, explain_all, explain_deeply
from allocator.questions.explaining.explainer import Explainer
from allocator.questions.explaining.traded import traded_result

__all__ = ["Explainer", "explain", "explain_all", "explain_deeply", "traded_result"]
