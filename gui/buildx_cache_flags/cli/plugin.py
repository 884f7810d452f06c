"""As a plugin of Docker's command line: ``docker cacheflags check …``.

docker starts every ``docker-NAME`` of its plugin folders with one word to ask what it is, and with its own arguments,
the name of the plugin among them, to run it.

Source: docker/cli, cli-plugins/metadata/metadata.go and cli-plugins/manager.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from buildx_cache_flags import __version__

from .command_line import PLUGIN

_STARTED_BY: Final = "DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND"
"""The variable that docker sets for a plugin, with the command that it was started by."""


def metadata() -> str:
    """What docker wants to know of a plugin."""
    return json.dumps(
        {
            "SchemaVersion": "0.1.0",
            "Vendor": "Buildx Cache Flags",
            "Version": __version__,
            "ShortDescription": "Build and check cache flags",
        }
    )


def own_arguments(argv: Sequence[str], environment: Mapping[str, str]) -> list[str] | None:
    """*argv* without what docker puts in front; ``None`` where docker did not start this."""
    if argv and argv[0] == PLUGIN:
        return list(argv[1:])
    if _STARTED_BY in environment and PLUGIN in argv:
        # Options of docker itself, such as --context, come first.
        return list(argv[argv.index(PLUGIN) + 1 :])
    return None
