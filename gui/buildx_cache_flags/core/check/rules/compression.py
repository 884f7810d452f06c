"""Rules across compression, media types and what is already stored."""

from collections.abc import Iterator

from buildx_cache_flags.core.check.packing import COMPRESSION, FORCE, is_forced, packs_image_first

from .base import EntryView, Finding
from .registering import entry_rule

_LATER_COMPRESSIONS = ("estargz", "zstd")


def _chosen(view: EntryView) -> str:
    """The compression where it is set, right, and not what every layer has anyway; else empty."""
    text = view.text(COMPRESSION) or ""
    known = view.backend.read_by(COMPRESSION, view.option) is not None
    return text if known and COMPRESSION not in view.values.refused else ""


@entry_rule(
    "image-manifest-needs-oci",
    "error",
    catches="image-manifest=true with oci-mediatypes=false: fails after the build",
    source="BuildKit: OCI mediatypes are required for image-manifest cache format",
    needs="boolean",
)
def image_manifest_needs_oci(view: EntryView) -> Iterator[Finding]:
    """BuildKit notices only when it writes the manifest. In 0.21 an unset image-manifest is true as well."""
    if view.option != "cache-to" or not view.is_true("image-manifest") or "oci-mediatypes" in view.values.refused:
        return
    if view.effective("oci-mediatypes") is None or view.is_true("oci-mediatypes"):
        return
    written = view.text("image-manifest") is not None
    place = view.place("image-manifest" if written else "oci-mediatypes")
    what = "An image manifest" if written else "The image manifest that this BuildKit writes by default"
    either, other = "Use OCI media types", "Store the cache as an index"
    hidden = view.packing.ignores_errors
    happens = "so nothing is cached, and ignore-error hides it" if hidden else "so this fails after the whole build"
    advice = f"{either}, or store the cache as an index" if written else f"{other}, or use OCI media types"
    use_oci = view.unset("oci-mediatypes", either)
    use_index = view.set_to("image-manifest", "false", other)
    yield Finding(
        place,
        f"{what} needs OCI media types, {happens}. {advice}.",
        (use_oci, use_index) if written else (use_index, use_oci),
    )


@entry_rule(
    "compression-needs-oci",
    "warning",
    catches="estargz or zstd without OCI media types",
    source="BuildKit README: these compressions should be used with OCI media types",
    needs="choice",
)
def compression_needs_oci(view: EntryView) -> Iterator[Finding]:
    """Silently accepted, but no Docker media type describes such layers."""
    compression = _chosen(view)
    if compression not in _LATER_COMPRESSIONS or "oci-mediatypes" in view.values.refused:
        return
    if view.effective("oci-mediatypes") is not None and not view.is_true("oci-mediatypes"):
        yield Finding(
            view.place("compression"),
            f"Without OCI media types, some tools can't read {compression} layers. Use OCI media types.",
            (view.unset("oci-mediatypes", "Use OCI media types"),),
        )


@entry_rule(
    "compression-pushed-layers",
    "warning",
    catches="a compression for a pushed or loaded image, whose layers keep their own",
    source="BuildKit: with --push and --load the image's layers are exported as the image has them",
    needs="choice",
)
def compression_pushed_layers(view: EntryView) -> Iterator[Finding]:
    """The push packs the image's layers with gzip first, and the cache takes them as they are."""
    if not _chosen(view):
        return
    packing = view.packing
    if packing.kept != "image":
        return
    effect = "applies only to the other stages" if packing.every_stage else "has no effect"
    how = "pushed" if view.draft.pushed else "loaded"
    yield Finding(
        view.place(COMPRESSION),
        f"{packing.compression} {effect}: {how} layers stay {packing.default}. Turn on force-compression to recompress them.",
        (view.set_to(FORCE, "true", "Turn on force-compression"),),
    )


@entry_rule(
    "compression-stored-layers",
    "hint",
    catches="a compression without force-compression, which doesn't change stored layers",
    source="BuildKit: layers that it holds keep their compression",
    needs="choice",
)
def compression_stored_layers(view: EntryView) -> Iterator[Finding]:
    """A base image or an earlier build leaves layers of another compression behind."""
    compression = _chosen(view)
    if not compression:
        return
    packing = view.packing
    same = compression == packing.default and not packs_image_first(view.draft)
    forced = is_forced(view.entry, view.backend, view.version)
    if packing.kept != "stored" and (not same or forced):
        return
    yield Finding(
        view.place("compression"),
        f"Layers that BuildKit already has, base images included, don't become {compression}. Turn on force-compression to recompress them.",
        (view.set_to("force-compression", "true", "Turn on force-compression"),),
    )
