"""What a file says about the surroundings of a build, beside its flags."""

from dataclasses import dataclass


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
    ``token`` that the script finds what GitHub's cache asks for.
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


NOTHING_KNOWN = Around()
