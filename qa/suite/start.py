"""Run as a program, by its path, this starts the process that asks for pytest, with modules that are ours.

The project that is tested may have modules called `index` or `prompts`, and folders of its own on Python's path. Ours
come from beside this file, whatever is on the path; everything else from Python and what is installed, before anything
that PYTHONPATH names. Nothing is imported before that is so.
"""

import os
import sys

OURS = ("qa", "index", "prompts")


def trust(root: str) -> None:
    """Have our packages found in a folder, and nothing that the environment names before what is installed."""
    library = os.path.dirname(os.__file__)  # noqa: PTH120 – a path's module could already be another
    if library in sys.path:
        at = sys.path.index(library)
        sys.path[:] = sys.path[at:] + sys.path[:at]
    from importlib.machinery import ModuleSpec, PathFinder

    class Ours(PathFinder):
        """Finds our packages where they are."""

        @classmethod
        def find_spec(cls, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG003 – the names are inherited
            return PathFinder.find_spec(fullname, [root]) if fullname in OURS else None

    sys.meta_path.insert(0, Ours)
    for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
        del sys.modules[name]  # what starts with Python itself may have imported the project's


if __name__ == "__main__":
    trust(os.path.abspath(__file__).rsplit(os.sep, 3)[0])  # noqa: PTH100 – likewise
    from qa.suite.worker import main

    main()
