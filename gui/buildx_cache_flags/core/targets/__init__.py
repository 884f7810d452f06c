"""Where finished flags go: one module for each target, and one row here."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft.command import Command

from . import (
    bake,
    bake_hcl,
    bake_json,
    bash,
    branches,
    cmd,
    compose,
    fish,
    github_actions,
    gitlab_ci,
    powershell,
)
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


def _by_name(targets: Iterable[Target]) -> Mapping[str, Target]:
    return {target.name: target for target in targets}


TARGETS: Final = _by_name(
    (
        Target(
            "bash", "Terminal: bash, zsh, sh", bash.render, check=branches.in_posix, shell=True, short="bash · zsh · sh"
        ),
        Target("fish", "Terminal: fish", fish.render, check=fish.check, suffix=".fish", shell=True),
        Target(
            "powershell",
            "Terminal: PowerShell",
            powershell.render,
            check=powershell.check,
            suffix=".ps1",
            shell=True,
            short="PowerShell",
        ),
        Target("cmd", "Terminal: cmd", cmd.render, check=cmd.check, suffix=".bat", shell=True),
        Target(
            "bake-hcl",
            "Bake file: HCL",
            bake_hcl.render,
            check=bake.check,
            suffix=".hcl",
            stem="docker-bake",
            wraps=False,
            objects=Objects(bake_hcl.render_objects, bake.check_objects),
            short="Bake",
            parts=("lines",),
        ),
        Target(
            "bake-json",
            "Bake file: JSON",
            bake_json.render,
            check=bake.check,
            suffix=".json",
            stem="docker-bake",
            objects=Objects(bake_json.render_objects, bake.check_objects),
            parts=("lines",),
        ),
        Target(
            "compose",
            "Compose file",
            compose.render,
            check=compose.check,
            suffix=".yaml",
            stem="compose",
            wraps=False,
            parts=("lines",),
        ),
        Target(
            "github-actions",
            "GitHub Actions",
            github_actions.render,
            check=github_actions.check,
            suffix=".yml",
            wraps=False,
            short="GitHub Actions",
            parts=("step", "lines"),
            pinned=github_actions.render_pinned,
            runs=True,
        ),
        Target(
            "gitlab-ci",
            "GitLab CI",
            gitlab_ci.render,
            check=gitlab_ci.check,
            suffix=".yml",
            stem=".gitlab-ci",
            script=True,
            short="GitLab CI",
            parts=("step", "lines"),
            runs=True,
        ),
        Target("flags", "Cache flags only", bash.render, whole=False, check=branches.in_posix, shell=True),
    )
)
"""The targets by name, in the order in which they are offered."""

FIRST: Final = ("bash", "powershell", "github-actions", "gitlab-ci", "bake-hcl")
"""The targets that most people want, which are offered before the others where there is little room."""


def usual(platform: str) -> str:
    """The name of the terminal's target that most people on *platform* (as in ``sys.platform``) have in front of them."""
    return "powershell" if platform == "win32" else "bash"
