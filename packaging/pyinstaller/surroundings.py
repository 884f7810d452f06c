"""The environment that the bundle runs in, and the programs that it starts: clipboard tools, and the browser."""

from collections.abc import MutableMapping
from typing import Final

LIBRARY_PATHS: Final = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LIBPATH")
OWN: Final = "_PYI_"
"""What the loader tells itself; another bundle that is started from here would take it for its own."""
WITHOUT_LANGUAGE: Final = ("", "C", "POSIX")


def give_back(environ: MutableMapping[str, str], bundle: str) -> None:
    """Make *environ* what it was before the loader of the bundle in the folder *bundle* changed it.

    It has libraries looked for in the bundle first.  What this process loads does not depend on these variables any
    more once it runs, but a browser or xclip would load libraries that were not made for it.
    """
    for name in LIBRARY_PATHS:
        before = environ.pop(f"{name}_ORIG", None)
        if before is not None:
            environ[name] = before
        elif environ.get(name) == bundle:
            del environ[name]
    for name in [name for name in environ if name.startswith(OWN)]:
        del environ[name]


def use_utf8(environ: MutableMapping[str, str]) -> None:
    """Where no language is chosen, have texts in UTF-8, as Python's own program does (PEP 538); else Qt complains."""
    chosen = environ.get("LC_CTYPE") or environ.get("LANG", "")
    if not environ.get("LC_ALL") and chosen in WITHOUT_LANGUAGE:
        environ["LC_CTYPE"] = "C.UTF-8"
