"""The command `inspect`: what it takes, what it prints, and its exit status."""

import json
from pathlib import Path

import pytest

from buildx_cache_flags import __main__
from tests.live import registries
from tests.live.servers import Handler, serving

INDEX = next(row for row in registries.rows() if row["kind"] == "cache" and row["media_type"].endswith("index.v1+json"))


@pytest.fixture(autouse=True)
def without_login(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))


def stored(handler: Handler) -> None:
    """A registry that has one cache, and nothing else."""
    name = handler.path.rpartition("/")[2]
    if name == "none":
        handler.reply(404, b'{"errors": [{"code": "MANIFEST_UNKNOWN"}]}', Content_Type="application/json")
    elif name == "c":
        handler.reply(200, registries.blob(INDEX["digest"]), Content_Type=INDEX["media_type"])
    else:
        handler.reply(200, registries.blob(name))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    try:
        status = __main__.main(["inspect", *arguments])
    except SystemExit as exited:
        status = int(exited.code or 0)
    out, err = capsys.readouterr()
    return status, out, err


def test_a_cache_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    with serving(stored) as server:
        status, out, err = run(capsys, f"{server.host}/a/b:c")
    assert (status, err) == (0, "")
    first, what, *rest = out.splitlines()
    assert first == f"{server.host}/a/b:c"
    assert what == "BuildKit cache, stored as an image index."
    assert "A build that reads this ref will find it." in rest
    assert any("Amazon ECR" in line and line.endswith("[cache-as-index]") for line in rest)
    assert sum(line.startswith("  sha256:") for line in rest) == len(INDEX["layers"]) - 1


def test_a_cache_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    with serving(stored) as server:
        status, out, err = run(capsys, "--format", "json", f"type=registry,ref={server.host}/a/b:c,compression=zstd")
    answer = json.loads(out)
    assert (status, err, out.isascii()) == (0, "", True)
    assert answer.keys() == {"ok", "ref", "contents", "problems"}
    found = answer["contents"]
    assert (answer["ok"], found["kind"], found["storage"], found["digest"]) == (
        True,
        "cache",
        "image index",
        INDEX["digest"],
    )
    assert found["layers"][0].keys() == {"digest", "size", "compression", "created"}
    assert found["size"] == sum(layer["size"] for layer in found["layers"])
    assert {problem["code"] for problem in answer["problems"]} == {"cache-as-index", "cache-other-compression"}


@pytest.mark.parametrize("form", ["text", "json"])
def test_nothing_there(capsys: pytest.CaptureFixture[str], form: str) -> None:
    with serving(stored) as server:
        status, out, _ = run(capsys, f"--format={form}", f"{server.host}/a/b:none")
    assert status == 1
    assert "starts cold" in out


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_failure_is_one_sentence(capsys: pytest.CaptureFixture[str], form: str) -> None:
    with serving(lambda handler: handler.reply(503)) as server:
        status, out, err = run(capsys, f"--format={form}", f"{server.host}/a/b")
    assert (status, err) == (1, "")
    assert "has an internal error (503). Try again later." in out
    assert "registry-no-answer" in out


def test_a_hostile_media_type_is_no_command_of_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    config = {"mediaType": "\x1b[31m\n::error::x", "digest": "sha256:" + "0" * 64, "size": 1}
    data = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": config})
    with serving(lambda handler: handler.reply(200, data.encode())) as server:
        status, out, _ = run(capsys, f"{server.host}/a/b")
    assert status == 1
    assert "\x1b" not in out
    assert not any(line.startswith("::") for line in out.splitlines())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a b",
        "https://a.b/c",
        "a.b/C",
        "$X",
        "type=gha",
        "type=registry",
        "a=b",
        'type=registry,"',
        "type=registry,ref=${X}",
    ],
)
def test_what_is_no_reference_is_wrong_usage(capsys: pytest.CaptureFixture[str], text: str) -> None:
    status, out, err = run(capsys, text)
    assert (status, out) == (2, "")
    assert err.startswith("usage: ")
