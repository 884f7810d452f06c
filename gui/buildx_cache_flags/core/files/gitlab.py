"""GitLab CI: the shell commands of every job, with what it takes over from elsewhere.

Source: GitLab's documentation "CI/CD YAML syntax reference" and "Where variables can be used".
"""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.disk.beside import Beside, NoFiles
from buildx_cache_flags.core.draft.others import words
from buildx_cache_flags.core.formats import yamlnodes
from buildx_cache_flags.core.formats.yamlnodes import Document
from buildx_cache_flags.core.text import work
from buildx_cache_flags.core.text.template import Part, Template, plain

from . import folded
from .found_builds import Build, Found
from .gitlabtree import Tree, Values
from .scripttext import ScriptText
from .shell import Dialect

if TYPE_CHECKING:
    from buildx_cache_flags.core.formats.yamlnodes import Node

_NO_JOBS: Final = words(
    "default include stages variables workflow image services cache spec before_script after_script types"
)
_MOST_COMBINATIONS: Final = 200
_DEEPEST: Final = 20
_VARIABLE = re.compile(r"\$(?:(\$)|([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})")
_POWERSHELL = re.compile(r"\$env:|\s`$|\bWrite-Host\b", re.IGNORECASE | re.MULTILINE)


def read(document: Document, catalog: Catalog, beside: Beside | None = None) -> Found:
    """The builds of all jobs."""
    tree = Tree(document, beside or NoFiles())
    builds: list[Build] = []
    used = tree.used()
    for name in tree.jobs():
        if name in _NO_JOBS or (name.startswith(".") and name in used):
            continue
        job = tree.job(name)
        for combination in _combinations(tree, job.get("parallel")):
            builds += _job(tree, name, job, combination, catalog)
    return Found(builds, tree.left, list(dict.fromkeys(tree.problems)))


def _job(tree: Tree, name: str, job: Values, combination: Mapping[str, str], catalog: Catalog) -> Iterator[Build]:
    variables = {**tree.variables(name), **{key: (value, 0) for key, value in combination.items()}}
    label = f": [{', '.join(combination.values())}]" if combination else ""
    before = f"job {name}{label}, "
    # What runs behind the script has a shell of its own.
    for keys in (("before_script", "script"), ("after_script",)):
        commands = [item for key in keys for item in tree.commands(job, key)]
        if commands:
            for item in commands:
                tree.problems += folded.problems(item, tree.line(item), before.rstrip(", "))
            yield from _script(commands, variables, tree).builds(catalog, before)


def _script(commands: Sequence["Node"], variables: Mapping[str, tuple[str, int]], tree: Tree) -> ScriptText:
    texts = [yamlnodes.text(item) or "" for item in commands]
    whole = "\n".join(texts)
    dialect: Dialect = "powershell" if _POWERSHELL.search(whole) else "bash"
    script = ScriptText(dialect)
    line = tree.line(commands[0])
    for name in variables:
        work.spend(len(whole) + 1)
        if re.search(rf"\b{re.escape(name)}\b", whole):
            script.set(name, expanded(f"${{{name}}}", variables), line)
    for item, text in zip(commands, texts, strict=True):
        kept = yamlnodes.keeps_lines(item) and tree.is_own(item)
        script.add(Template(plain(text).parts, tree.first_line(item)), keeps_lines=kept)
    return script


def expanded(text: str, variables: Mapping[str, tuple[str, int]], depth: int = 0) -> list[Part]:
    """*text* with the variables of the file in it replaced, those that they name in turn included."""
    work.spend(len(text) + len(variables) + 1)
    parts: list[Part] = []
    position = 0
    for match in _VARIABLE.finditer(text):
        if match.start() > position:
            parts.append(Part("text", text[position : match.start()]))
        position = match.end()
        name = match[2] or match[3]
        if not name:
            parts.append(Part("text", "$"))
        elif name in variables and depth < _DEEPEST:
            parts += expanded(
                variables[name][0], {key: one for key, one in variables.items() if key != name}, depth + 1
            )
        else:
            parts.append(Part("name", name))
    if position < len(text):
        parts.append(Part("text", text[position:]))
    return parts


def _combinations(tree: Tree, node: "Node | None") -> Iterator[Mapping[str, str]]:
    """The variables of each job that ``parallel: matrix`` makes; one without any where there is none."""
    matrix = tree.document.at(node, "matrix") if node is not None else None
    entries = yamlnodes.items(matrix)
    if not entries:
        yield {}
    count = 0
    for entry in entries:
        axes = tree.document.mapping(entry)
        choices = [
            [yamlnodes.text(item) or "" for item in yamlnodes.items(value) or [value]] for value in axes.values()
        ]
        for values in itertools.product(*choices):
            count += 1
            if count > _MOST_COMBINATIONS:
                return
            yield dict(zip(axes, values, strict=True))
