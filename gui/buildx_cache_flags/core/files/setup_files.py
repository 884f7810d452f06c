"""A setup of this application: one build, whose values stand in the file as a command has them."""

from dataclasses import replace

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import others
from buildx_cache_flags.core.formats.broken import BrokenFileError
from buildx_cache_flags.core.session import setups
from buildx_cache_flags.core.session.setups import SetupError
from buildx_cache_flags.core.text import variables
from buildx_cache_flags.core.text.template import Part, Template

from .around import Around
from .found_builds import Found
from .sheet import Sheet


def read(text: str, catalog: Catalog) -> Found:
    """The build of the setup that *text* is; :class:`BrokenFileError` where it is none."""
    try:
        raw = setups.read_raw(text, catalog)
    except SetupError as error:
        raise BrokenFileError(str(error).rstrip("."), error.line) from None
    draft = raw.draft
    sheet = Sheet("setup", raw.lines.get("version", 1), catalog, draft.output)
    sheet.around = Around(buildkit=draft.buildkit)
    if draft.image:
        sheet.name([_template(draft.image, raw.lines["image"])])
    if "context" in raw.lines:
        sheet.context = _template(draft.context, raw.lines["context"])
    for option, value, line in raw.values:
        sheet.value(option, _template(value, line))
    build = sheet.build()
    names = tuple(_template(name, raw.lines["version"]) for name in others.values(draft.others, "tag"))
    around = replace(build.around, images=(*build.around.images, *(name.judged for name in names)))
    # Further names of the image are judged with the surroundings, as they are for every other file.
    judged = tuple(text for text in draft.others if others.read(text).name != "tag")
    return Found(
        [
            replace(
                build,
                draft=replace(build.draft, others=draft.others),
                judged=replace(build.judged, others=judged),
                around=around,
            )
        ]
    )


def _template(text: str, line: int) -> Template:
    """A text in which ``${NAME}`` is a variable, as in the form."""
    parts = tuple(Part("name" if is_name else "text", piece) for piece, is_name in variables.split(text))
    return Template(parts, line)
