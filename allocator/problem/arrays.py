"""The kinds of arrays that a plan is made of, and the day that stands for no end."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Doubles = NDArray[np.float64]

#: Later than any day of any plan, and safely below overflow when multiplied.
FOREVER = 1 << 20
