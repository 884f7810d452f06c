"""Installing the application with pipx and with uv, from a checkout and from the wheel, as people do."""

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from devtools import environment, smoke, stranger, wheels
from devtools.metadata import metadata
from devtools.process import ROOT, DevError, capture, say
from devtools.smoke import Artefact

TOOLS: Final[Mapping[str, tuple[str, ...]]] = {
    "pipx": ("pipx", "install", "--quiet", "--python", sys.executable),
    # The Python that runs this: uv would fetch another one.
    "uv": ("uv", "tool", "install", "--quiet", "--python", sys.executable),
}


def tool_test(arguments: list[str]) -> int:
    """Install the checkout and the wheel with pipx and with uv, and use what they have installed."""
    if arguments:
        raise DevError("tool-test takes no arguments.", 2)
    status = wheels.wheel([])
    if status != 0:
        return status
    (built,) = wheels.DIST.glob("*.whl")
    with tempfile.TemporaryDirectory(prefix="buildx-cache-flags-tools-") as name:
        tools = Path(name) / "tools"
        environment.create(tools, Path(sys.executable))
        environment.install_pinned(environment.python_of(tools), "install")
        for tool in TOOLS:
            for number, source in enumerate((ROOT, built)):
                try_tool(tool, tools, source, Path(name) / f"{tool}-{number}")
    return 0


def try_tool(tool: str, tools: Path, source: Path, folder: Path) -> None:
    """Install from *source* into *folder*, and start the command that the tool has put there."""
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir(parents=True)
    program, *options = TOOLS[tool]
    done = capture([environment.program_of(tools, program), *options, source], env=surroundings(folder), cwd=elsewhere)
    if done.returncode != 0:
        raise DevError(f"{tool} could not install {source.name}: {done.stderr.strip()}")
    suffix = ".exe" if os.name == "nt" else ""
    artefact = Artefact(f"{source.name} by {tool}", (folder / "bin" / f"{metadata().command}{suffix}",))
    stranger.try_as_stranger(artefact, elsewhere)
    smoke.try_offscreen(artefact, elsewhere)
    say(f"{artefact.name} works")


def surroundings(folder: Path) -> dict[str, str]:
    """Return an environment in which both tools keep to *folder*."""
    return {
        **os.environ,
        "PIPX_HOME": str(folder / "home"),
        "PIPX_BIN_DIR": str(folder / "bin"),
        "PIPX_MAN_DIR": str(folder / "man"),
        "UV_TOOL_DIR": str(folder / "home"),
        "UV_TOOL_BIN_DIR": str(folder / "bin"),
        # Otherwise an earlier build of the same version would do.
        "UV_NO_CACHE": "1",
    }
