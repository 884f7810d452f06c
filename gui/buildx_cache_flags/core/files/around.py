"""What a file says about the surroundings of a build, beside its flags."""

import posixpath
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Around:
    """The surroundings of one build, so far as its file tells them.

    ``buildkit`` is the release of the builder.  ``no_builder`` says that only Docker's own builder is there, which
    exports no cache.  ``pull_requests`` says that pull requests run it, and ``forks`` that those of forks do.
    ``images`` are all names of the image, as the rules see them.  ``packed`` is the compression that the image is
    exported with.  ``built`` tells apart what is built: two builds where it is the same make the same layers.
    ``step`` is the place in the file that makes it, the same for each turn of a matrix.  ``job`` is where it runs: what
    is in one job is done one after the other.  ``conditions`` are the answers to questions on which it depends.
    ``inline`` says that a build argument adds an inline cache; ``script`` that a shell runs it and not an action;
    ``token`` that the script finds what GitHub's cache asks for.  ``dockerfile`` is the path of the Dockerfile, empty
    where that can't be told, and ``stage`` the stage of it that is built, empty for the last one.
    """

    buildkit: str = ""
    no_builder: bool = False
    pull_requests: bool = False
    images: tuple[str, ...] = ()
    packed: str = ""
    built: str = ""
    step: str = ""
    job: str = ""
    conditions: frozenset[tuple[str, str]] = frozenset()
    inline: bool = False
    script: bool = False
    token: bool = True
    service: str = ""
    dockerfile: str = ""
    stage: str = ""

    def built_of(self, context: str, file: str, stage: str, *, in_context: bool) -> "Around":
        """The same with the Dockerfile *file*, which is the one of the *context* where it is empty.

        *in_context* says that its path begins there, and not where the command is run.
        """
        path = posixpath.join(context, file or "Dockerfile") if in_context or not file else file
        return replace(self, dockerfile=posixpath.normpath(path.replace("\\", "/")), stage=stage)


NOTHING_KNOWN = Around()
