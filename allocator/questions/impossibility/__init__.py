"""What is impossible and why: for each request alone, whatever else is decided or locked."""

from allocator.questions.impossibility.alone import Alone
from allocator.questions.impossibility.cause import Impossibility, alone
from allocator.questions.impossibility.words import left_out, named, rules_in_words, why

__all__ = ["Alone", "Impossibility", "alone", "left_out", "named", "rules_in_words", "why"]
