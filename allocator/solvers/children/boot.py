"""The script that a solver process is started with: `python -P boot.py SOLVER FOLDER`.

It finds this package by its own place, everything else where Python itself looks, then in the given folder,
from which the parent has its packages. The working folder and a script's folder are never
looked in: whatever lies beside a plan is data.
"""

import importlib.util
import sys
from pathlib import Path


def _import_package() -> None:
    """Import the package that this file belongs to, whichever others of its name may be installed."""
    folder = Path(__file__).resolve().parents[2]
    spec = importlib.util.spec_from_file_location(
        folder.name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None
    assert spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[folder.name] = package
    spec.loader.exec_module(package)


if __name__ == "__main__":
    sys.path.append(sys.argv[2])
    _import_package()
    from allocator.solvers.children.serve import serve

    serve(sys.argv[1])
