"""The interval formulation: optional intervals with start variables instead of one column per start.

The matrix is time-indexed: a candidate has a column for each start. Here who goes (a presence literal) and
when (a start variable per request) are variables of their own, as in constraint-based scheduling, so the
formulation stays small where starts are many. `formulate` is the way in; its parts:

    variables          the variables, and what propagation has left of them
    activities         spans of the matrix as optional intervals under unary and cumulative resources
    energetic          implied cumulatives over sets of people (energetic reasoning)
    conflicts          implied disjunctives: cliques of requests that exclude one another
    single_start_rows  rows over one mission at a single start; `start_rows` merges those alike
    precedence         rows over the starts of two requests as end-before-start precedences
    last_days          rows over the starts of one request as a linear function of its end variable
    projection         all other rows, aggregated over starts
    formulation        the result, and points of the matrix as values of its variables and back
"""

from allocator.matrix.intervals.formulate import formulate
from allocator.matrix.intervals.formulation import Formulation

__all__ = ["Formulation", "formulate"]
