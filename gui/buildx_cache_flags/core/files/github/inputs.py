"""The inputs of Docker's actions, as the actions read them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from buildx_cache_flags.core.draft.others import words
from buildx_cache_flags.core.files import action_lists
from buildx_cache_flags.core.formats import yamlnodes
from buildx_cache_flags.core.text.template import Sealed, Template

from .scopes import Scope

if TYPE_CHECKING:
    from buildx_cache_flags.core.formats.yamlnodes import Node

    from .steps import Step

BUILD_INPUTS: Final = words(
    """
    add-hosts allow annotations attests build-args build-contexts builder cache-from cache-to call cgroup-parent
    context file github-token labels load network no-cache no-cache-filters outputs platforms provenance pull push sbom
    secret-envs secret-files secrets shm-size ssh tags target ulimit
    """
)
"""The inputs of build-push-action v7, as its ``action.yml`` lists them; v6 has the same."""

BAKE_INPUTS: Final = words(
    """
    allow builder call files github-token load no-cache provenance pull push sbom set source targets vars workdir
    """
)
"""The inputs of bake-action v7; ``workdir`` is that of v5 and earlier."""

_TRUE: Final = ("true", "True", "TRUE")


@dataclass(frozen=True, slots=True)
class Inputs:
    """What one step gives its action, in one world."""

    step: "Step"
    scope: Scope

    @property
    def names(self) -> Mapping[str, str]:
        """The inputs that are given, as they are written, by their lower-case names."""
        return {name.lower(): name for name in self.step.frame.document.mapping(self.step.settings.get("with"))}

    def line(self, node: "Node") -> int:
        """The line of *node* in the file that is read."""
        return self.step.frame.line or yamlnodes.first_line(node)

    def text(self, name: str) -> Template | None:
        """An input without what surrounds it; ``None`` where there is none, or an empty one."""
        node = self.step.given(name)
        template = self.scope.text(node)
        if template is None or node is None:
            return None
        sealed = Sealed()
        trimmed = action_lists.trimmed(sealed.seal(template))
        return sealed.open(trimmed, self.line(node)) if trimmed else None

    def is_on(self, name: str) -> bool | None:
        """Whether a switch is on; ``None`` where that is known only when the workflow runs."""
        value = self.text(name)
        if value is None:
            return False
        return None if value.names or value.expressions else value.raw in _TRUE

    def list(self, name: str, *, keep_commas: bool = True, quotes: bool = True) -> Iterator[Template]:
        """The entries of a list; what is known only when the workflow runs is not split."""
        node = self.step.given(name)
        template = self.scope.text(node)
        if template is None or node is None:
            return
        sealed = Sealed()
        written = yamlnodes.text(node) or ""
        last = written.rstrip().count("\n")
        for item in action_lists.read(sealed.seal(template), keep_commas=keep_commas, quotes=quotes):
            if item.text:
                # A value of several lines that an expression gives stands on one line of the file.
                below = min(item.line, last) if yamlnodes.keeps_lines(node) and not self.step.frame.line else 0
                yield sealed.open(item.text, self.line(node) + below)
