"""Where finished flags go: one module for each target, and one row here.

A module is imported when something is first written for its target: whoever writes for bash needs no YAML.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Final, Protocol

from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft.command import Command

from .file_parts import Part
from .rendered import Rendered


class Render(Protocol):
    """How a target writes a command."""

    @abstractmethod
    def __call__(self, command: Command, *, one_line: bool) -> Rendered:
        """Write *command*, one flag a line unless *one_line*."""


class Check(Protocol):
    """Finds what a target can't carry."""

    @abstractmethod
    def __call__(self, command: Command) -> Iterable[Problem]:
        """The problems of *command* in this target."""


@dataclass(frozen=True, slots=True)
class Objects:
    """The second way in which a target can write cache entries, as objects, and what speaks against it."""

    render: Render
    check: Check


@dataclass(frozen=True, slots=True)
class Target:
    """One place that finished flags go to.

    ``whole`` tells whether it takes the whole command; without, it takes the cache flags alone.  ``check`` finds what
    this place can't carry, as errors, and what is to be kept in mind there, as hints.  ``stem`` and
    ``suffix`` make the usual name of a file of this kind.  ``objects`` writes Bake's caches
    as objects; only Bake has this choice.
    A ``shell`` can also have the cache flags alone; ``script`` tells that a file holds the command itself, as a shell
    gets it; ``wraps`` tells whether one line is different from several.  ``short`` is the label of one that is offered
    first; ``parts`` are those of a file that can be had alone.  ``pinned`` writes the commits of actions; ``runs`` tells
    that the file says when it runs.
    """

    name: str
    label: str
    render: Render
    whole: bool = True
    check: Check | None = None
    suffix: str = ".sh"
    objects: Objects | None = None
    shell: bool = False
    script: bool = False
    wraps: bool = True
    stem: str = "build"
    short: str = ""
    parts: tuple[Part, ...] = ()
    pinned: Render | None = None
    runs: bool = False

    @property
    def file_name(self) -> str:
        """What a file of this kind is usually called."""
        return f"{self.stem}{self.suffix}"

    def problems(self, command: Command, *, bake_objects: bool = False) -> tuple[Problem, ...]:
        """What is to be said of *command* for this place only, written as :meth:`write` does."""
        checks = (self.check, self.objects.check if bake_objects and self.objects else None)
        return tuple(problem for check in checks if check for problem in check(command))

    def write(
        self, command: Command, *, one_line: bool = False, bake_objects: bool = False, pinned: bool = False
    ) -> Rendered:
        """What goes on the clipboard for *command*, byte for byte.

        With *bake_objects*, Bake's caches are written as objects where these say the same; with *pinned*, actions stand
        with their commits; elsewhere both say nothing.
        """
        render = self.objects.render if bake_objects and self.objects else self.render
        render = self.pinned if pinned and self.pinned else render
        return render(command if self.whole else command.flags(), one_line=one_line)


@cache
def _function(module: str, name: str) -> Callable[..., Any]:
    """The function *name* of a module beside this one."""
    found: Callable[..., Any] = getattr(import_module(f"{__name__}.{module}"), name)
    return found


def _render(module: str, name: str = "render") -> Render:
    def render(command: Command, *, one_line: bool) -> Rendered:
        written: Rendered = _function(module, name)(command, one_line=one_line)
        return written

    return render


def _check(module: str, name: str = "check") -> Check:
    def check(command: Command) -> Iterable[Problem]:
        found: Iterable[Problem] = _function(module, name)(command)
        return found

    return check


def _by_name(targets: Iterable[Target]) -> Mapping[str, Target]:
    return {target.name: target for target in targets}


TARGETS: Final = _by_name(
    (
        Target(
            "bash",
            "Terminal: bash, zsh, sh",
            _render("bash"),
            check=_check("branches", "in_posix"),
            shell=True,
            short="bash · zsh · sh",
        ),
        Target("fish", "Terminal: fish", _render("fish"), check=_check("fish"), suffix=".fish", shell=True),
        Target(
            "powershell",
            "Terminal: PowerShell",
            _render("powershell"),
            check=_check("powershell"),
            suffix=".ps1",
            shell=True,
            short="PowerShell",
        ),
        Target("cmd", "Terminal: cmd", _render("cmd"), check=_check("cmd"), suffix=".bat", shell=True),
        Target(
            "bake-hcl",
            "Bake file: HCL",
            _render("bake_hcl"),
            check=_check("bake"),
            suffix=".hcl",
            stem="docker-bake",
            wraps=False,
            objects=Objects(_render("bake_hcl", "render_objects"), _check("bake", "check_objects")),
            short="Bake",
            parts=("lines",),
        ),
        Target(
            "bake-json",
            "Bake file: JSON",
            _render("bake_json"),
            check=_check("bake"),
            suffix=".json",
            stem="docker-bake",
            objects=Objects(_render("bake_json", "render_objects"), _check("bake", "check_objects")),
            parts=("lines",),
        ),
        Target(
            "compose",
            "Compose file",
            _render("compose"),
            check=_check("compose"),
            suffix=".yaml",
            stem="compose",
            wraps=False,
            parts=("lines",),
        ),
        Target(
            "github-actions",
            "GitHub Actions",
            _render("github_actions"),
            check=_check("github_actions"),
            suffix=".yml",
            wraps=False,
            short="GitHub Actions",
            parts=("step", "lines"),
            pinned=_render("github_actions", "render_pinned"),
            runs=True,
        ),
        Target(
            "gitlab-ci",
            "GitLab CI",
            _render("gitlab_ci"),
            check=_check("gitlab_ci"),
            suffix=".yml",
            stem=".gitlab-ci",
            script=True,
            short="GitLab CI",
            parts=("step", "lines"),
            runs=True,
        ),
        Target(
            "flags", "Cache flags only", _render("bash"), whole=False, check=_check("branches", "in_posix"), shell=True
        ),
    )
)
"""The targets by name, in the order in which they are offered."""

FIRST: Final = ("bash", "powershell", "github-actions", "gitlab-ci", "bake-hcl")
"""The targets that most people want, which are offered before the others where there is little room."""


def usual(platform: str) -> str:
    """The name of the terminal's target that most people on *platform* (as in ``sys.platform``) have in front of them."""
    return "powershell" if platform == "win32" else "bash"
