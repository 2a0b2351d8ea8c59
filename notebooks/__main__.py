"""Run the notebooks and keep what they show beside them: `python -m notebooks`, all or those that are named.

The `.py` files are the notebooks; nobody edits an `.ipynb`.
"""

import sys
import time
from pathlib import Path

from notebooks.running import NOTEBOOKS, executed, written

if __name__ == "__main__":
    for name in sys.argv[1:] or NOTEBOOKS:
        began = time.monotonic()
        path = Path(__file__).with_name(f"{name}.ipynb")
        path.write_text(written(executed(name)), encoding="utf-8")
        print(f"{time.monotonic() - began:6.1f} s  {path.name}")
