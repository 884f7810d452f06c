"""Which build service a YAML file is for, by its name and its keys."""

import re
from typing import TYPE_CHECKING, Final

from buildx_cache_flags.core.formats import yamlnodes
from buildx_cache_flags.core.formats.yamlnodes import Document

from .kinds import FileKind

if TYPE_CHECKING:
    from buildx_cache_flags.core.formats.yamlnodes import Node

_NAMES: Final[tuple[tuple[re.Pattern[str], FileKind], ...]] = (
    (re.compile(r"\.circleci/[^/]+\.ya?ml\Z"), "circleci"),
    (re.compile(r"\.github/workflows/[^/]+\.ya?ml\Z"), "github-actions"),
    (re.compile(r"(?:\A|/)azure-pipelines?[^/]*\.ya?ml\Z|\.azure-pipelines/"), "azure-pipelines"),
    (re.compile(r"(?:\A|/)bitbucket-pipelines\.ya?ml\Z"), "bitbucket"),
    (re.compile(r"(?:\A|/)\.?(?:drone|woodpecker)\.ya?ml\Z|\.woodpecker/"), "drone"),
    (re.compile(r"\.buildkite/"), "buildkite"),
    (re.compile(r"(?:\A|/)cloudbuild[^/]*\.ya?ml\Z"), "cloud-build"),
    (re.compile(r"(?:\A|/)buildspec[^/]*\.ya?ml\Z"), "codebuild"),
    (re.compile(r"(?:\A|/)taskfile(?:\.dist)?\.ya?ml\Z"), "taskfile"),
    (re.compile(r"(?:\A|/)skaffold[^/]*\.ya?ml\Z"), "skaffold"),
)
_EXECUTORS: Final = ("docker", "machine", "macos", "executor")


def of_name(path: str) -> FileKind:
    """The service that a file's name tells; empty where it tells none."""
    normal = path.replace("\\", "/").lower()
    for pattern, kind in _NAMES:
        if pattern.search(normal):
            return kind
    return ""


def of_document(document: Document) -> FileKind:
    """The service that the keys tell; empty where they tell none."""
    for root in document.roots:
        kind = _of_root(document, root)
        if kind:
            return kind
    return ""


def _of_root(document: Document, root: "Node") -> FileKind:
    keys = document.mapping(root).keys()
    version = yamlnodes.text(document.at(root, "apiVersion")) or ""
    if version.startswith("skaffold/"):
        return "skaffold"
    if "tasks" in keys and "version" in keys:
        return "taskfile"
    if "pipelines" in keys:
        return "bitbucket"
    if "phases" in keys and "version" in keys:
        return "codebuild"
    jobs = [document.mapping(job).keys() for job in document.mapping(document.at(root, "jobs")).values()]
    if "on" not in keys and any(job & set(_EXECUTORS) and "runs-on" not in job for job in jobs):
        return "circleci"
    if keys & {"pool", "trigger", "pr"} and keys & {"steps", "jobs", "stages"}:
        return "azure-pipelines"
    if yamlnodes.items(document.at(root, "jobs")) or yamlnodes.items(document.at(root, "stages", "jobs")):
        return "azure-pipelines"
    return _of_steps(document, root) if "steps" in keys else ""


def _of_steps(document: Document, root: "Node") -> FileKind:
    """The service of a file with steps at its top: what stands in them tells it."""
    node = document.at(root, "steps")
    steps = [document.mapping(step) for step in yamlnodes.items(node) or document.mapping(node).values()]
    inside = {key for step in steps for key in step}
    if "commands" in inside and "image" in inside:
        return "drone"
    if "args" in inside or any("/" in (yamlnodes.text(step.get("name")) or "") for step in steps):
        return "cloud-build"
    if inside & {"script", "bash", "pwsh", "powershell", "task", "checkout"}:
        return "azure-pipelines"
    return "buildkite" if inside & {"command", "commands", "plugins", "label"} else ""
