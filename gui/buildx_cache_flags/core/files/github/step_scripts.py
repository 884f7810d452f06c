"""The builds of steps with a script of their own."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.files import shell
from buildx_cache_flags.core.files.found_builds import Build
from buildx_cache_flags.core.files.scripttext import ScriptText
from buildx_cache_flags.core.files.shell import Dialect
from buildx_cache_flags.core.formats import yamlnodes
from buildx_cache_flags.core.formats.script.languages import Language
from buildx_cache_flags.core.formats.script.reading.cursor import TornError
from buildx_cache_flags.core.pasted.leftout import LeftOutAt
from buildx_cache_flags.core.targets import github_names
from buildx_cache_flags.core.text.template import Template
from buildx_cache_flags.core.text.work import TooMuchWorkError

from . import operands
from .scopes import Scope
from .steps import Step

_SHELLS: Final[dict[str, Dialect]] = {
    "bash": "bash",
    "sh": "sh",
    "zsh": "zsh",
    "fish": "fish",
    "pwsh": "powershell",
    "powershell": "windows-powershell",
    "cmd": "cmd",
}
_LANGUAGES: Final[dict[str, Language]] = {"python": "python", "python3": "python"}
_CACHES = re.compile(r"cache[-_]?(?:to|from)\b", re.IGNORECASE)
_UNREAD: Final = "no build was found in this script of {}, though it names caches"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def dialect(step: Step, scope: Scope) -> str:
    """The program that runs the script, as ``shell`` and its defaults say, without path and options."""
    written = scope.text(step.settings.get("shell"))
    words = (written.raw if written else step.frame.shell).split()
    return words[0].replace("\\", "/").rpartition("/")[2].removesuffix(".exe").lower() if words else "bash"


def builds(step: Step, scope: Scope, catalog: Catalog) -> Iterable[Build]:
    """The builds of a script."""
    script = text(step, scope)
    if script is not None:
        return script.builds(catalog, f"{step.where}, ")
    language = _LANGUAGES.get(dialect(step, scope))
    node = step.settings["run"]
    written = scope.text(node)
    if language is None or written is None:
        return ()
    keeps_lines = yamlnodes.keeps_lines(node) and not step.frame.line
    line = step.frame.line or written.line
    try:
        return shell.follow(
            Template(written.parts, line), catalog, language, f"{step.where}, ", keeps_lines=keeps_lines
        )
    except (TornError, TooMuchWorkError, ModuleNotFoundError):
        return ()


def unread(step: Step, scope: Scope) -> Iterator[LeftOutAt]:
    """A script with cache flags, of which nothing was read, in a language that is not read here or is broken."""
    program = dialect(step, scope)
    written = yamlnodes.text(step.settings["run"]) or ""
    if program not in _SHELLS and _CACHES.search(written):
        yield LeftOutAt(f"{program} script of {step.where}", _UNREAD.format(program), step.line)


def text(step: Step, scope: Scope) -> ScriptText | None:
    """The script with the variables of the file that it names; ``None`` where no shell that is known here runs it."""
    node = step.settings["run"]
    written = scope.text(node)
    program = dialect(step, scope)
    if written is None or program not in _SHELLS:
        return None
    line = step.frame.line or written.line
    script = ScriptText(_SHELLS[program])
    for name in dict.fromkeys(scope.env.all_names()):
        if _NAME.match(name) and name in written.raw:
            value = scope.env.get(name)
            if value is not None:
                script.set(name, operands.parts(value), line)
    for name, expression in github_names.PROPERTIES.items():
        if name in written.raw and scope.env.get(name) is None:
            value = scope.expression(expression, f"${{{{ {expression} }}}}")
            if operands.is_known(value) and value is not None:
                script.set(name, operands.parts(value), line)
    script.add(Template(written.parts, line), keeps_lines=yamlnodes.keeps_lines(node) and not step.frame.line)
    return script
