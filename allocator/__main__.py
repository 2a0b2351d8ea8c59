"""`python -m allocator`.

Python itself looks for modules in the working folder first then, `allocator` included, and modules that lie
beside a plan may be anybody's. Where this package does not lie there, that folder is left out from here on.
In a folder that came from others, use the command `allocator` or `python -P -m allocator`: these never look.
"""

import os
import sys

if not sys.flags.safe_path and sys.path[0] == os.getcwd() != os.path.dirname(os.path.dirname(__file__)):
    del sys.path[0]

from allocator.cli import main

main()
