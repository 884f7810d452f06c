"""Rules that depend on the BuildKit release."""

from collections.abc import Iterator

from buildx_cache_flags.core.catalog.parameters import Parameter
from buildx_cache_flags.core.text import versions
from buildx_cache_flags.core.text.golang import TRUE_WORDS
from buildx_cache_flags.core.text.versions import Version

from .base import EntryView, Finding
from .registering import entry_rule
from .registries import advice_for


@entry_rule(
    "release-too-old",
    "warning",
    catches="a parameter that the chosen BuildKit doesn't support yet",
    source="BuildKit: each parameter's first release; keys that it does not know have no effect",
    trait="release",
    needs="old",
)
def release_too_old(view: EntryView) -> Iterator[Finding]:
    """An older BuildKit drops what it does not know."""
    for parameter in view.backend.of(view.option):
        if view.text(parameter.name) is not None and parameter.since > view.version:
            since, chosen = versions.text(parameter.since), versions.text(view.version)
            message = f"BuildKit {chosen} doesn't support {parameter.name} (needs {since}). Remove it."
            yield Finding(view.place(parameter.name), message, (view.unset(parameter.name),))


@entry_rule(
    "release-default",
    "hint",
    catches="an unset parameter whose default changed since the chosen BuildKit",
    source="BuildKit: image-manifest is false before 0.21",
    needs="old",
)
def release_default(view: EntryView) -> Iterator[Finding]:
    """What newer builders do by themselves has to be written out for older ones."""
    if view.version >= view.catalog.releases.current:
        return
    # Where the ref's registry is known, its own rule says what it needs.
    said = {advice.parameter for advice in advice_for(view)}
    for parameter in view.backend.rows(view.option):
        if view.text(parameter.name) is not None or parameter.since > view.version or parameter.name in said:
            continue
        now = parameter.default_since(view.catalog.releases.current)
        then = parameter.default_since(view.version)
        if now is None or then is None or now == then or now.follows in view.values.refused:
            continue
        meant = _spelt(parameter, view.effective(now.follows) if now.follows else now.value)
        old = _spelt(parameter, view.default(parameter))
        if meant and old and meant != old:
            chosen, since = versions.text(view.version), versions.text(_changed(parameter, view.version))
            message = f"{parameter.name} defaults to {old} in BuildKit {chosen} ({meant} since {since}). Set it if your registry needs it."
            fix = view.set_to(parameter.name, meant, f"Set {parameter.name}={meant}")
            yield Finding(view.place(parameter.name), message, (fix,))


def _changed(parameter: Parameter, version: Version) -> Version:
    """The first release after *version* with another default."""
    return next(default.since for default in parameter.defaults if default.since > version)


def _spelt(parameter: Parameter, text: str | None) -> str:
    """*text* as the documentation spells it, where it came from another boolean as ``0`` or ``T``."""
    if parameter.kind != "boolean" or not text:
        return text or ""
    return "true" if text in TRUE_WORDS else "false"
