"""The log of a build among what is pasted, dropped or opened: it makes no form, and tells what became of the caches."""

import re
from typing import Final

from buildx_cache_flags.core import buildlog
from buildx_cache_flags.core.buildlog import log_problems
from buildx_cache_flags.core.buildlog.log_reading import NO_BUILDX
from buildx_cache_flags.core.text.work import Work, limited

_MARK: Final = re.compile(r"#\d{1,6} (?:\[[^\]\n]{1,200}\] |importing cache manifest |exporting cache|building with )")
"""What no command and no file has: a numbered line of BuildKit's."""


_HELP: Final = re.compile(
    r"(?:See|Run) ['\"]docker\b.*--help|Usage: +docker\b|[ \t]*Install the buildx component|[ \t]*https://docs\.docker\.com/go/buildx"
)


def without_buildx(text: str) -> tuple[str, tuple[str, ...]]:
    """*text* without what docker says where it has no buildx, and what is to be said of that; else as it is."""
    if not NO_BUILDX.search(text):
        return text, ()
    lines = ("" if NO_BUILDX.search(line) or _HELP.match(line) else line for line in text.split("\n"))
    return "\n".join(lines), (log_problems.INSTALL_BUILDX,)


def sentences(text: str) -> tuple[str, ...]:
    """What the log *text* tells, a sentence for each thing; nothing where it is no log of a build."""
    if not _MARK.search(text):
        return ()
    with limited(Work.of(text)):
        log = buildlog.read(text)
    if not any(build.steps or build.imports or build.exports for build in log.builds):
        return ()
    said = ["This is the log of a build, so it changes nothing in the form."]
    said += [" ".join(log_problems.summary(build)) for build in log.builds]
    for problem in buildlog.problems(log):
        line = f"Line {problem.location.line}: " if problem.location.line else ""
        said.append(f"{line}{problem.message}")
    return tuple(filter(None, said))
