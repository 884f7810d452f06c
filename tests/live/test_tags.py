"""The tags of a repository that hold a cache, and whether a build may write there."""

import json
from pathlib import Path

import pytest

from buildx_cache_flags.__main__ import main
from buildx_cache_flags.core.cachemanifest.manifests import OCI_MANIFEST
from buildx_cache_flags.core.draft import reference
from buildx_cache_flags.live import tags, write_check
from buildx_cache_flags.live.failures import OutsideError
from buildx_cache_flags.live.registry import RegistryClient
from tests.live import registries
from tests.live.servers import Handler, serving

ROW = next(row for row in registries.rows() if row["kind"] == "cache" and row["media_type"] == OCI_MANIFEST)
MANIFEST = registries.blob(ROW["digest"])


@pytest.fixture(autouse=True)
def without_login(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))


def registry(host: str) -> RegistryClient:
    return RegistryClient(reference.parse(f"{host}/a/b:c"), environment={})


def holding(pages: dict[str, tuple[list[object], str]]) -> object:
    """A registry with these pages of tags by their query, each with what it says of the next one."""

    def answer(handler: Handler) -> None:
        path, _, query = handler.path.partition("?")
        if path.endswith("/tags/list"):
            names, link = pages[query]
            handler.reply(200, json.dumps({"name": "a/b", "tags": names}).encode(), **({"Link": link} if link else {}))
        elif "/manifests/" in path:
            if path.endswith("gone"):
                handler.reply(404, b"{}")
            else:
                handler.reply(200, MANIFEST, Content_Type=OCI_MANIFEST)
        else:
            handler.reply(200, registries.blob(path.rpartition("/")[2]))

    return answer


def test_the_pages_are_followed_and_likely_names_come_first() -> None:
    pages: dict[str, tuple[list[object], str]] = {
        "n=500": ([f"v{number}" for number in range(60)], '</v2/a/b/tags/list?n=500&last=v59>; rel="next"'),
        "n=500&last=v59": (["buildcache", "gone", "no tag!", 5, "main-cache"], ""),
    }
    with serving(holding(pages)) as server:  # type: ignore[arg-type]
        found = tags.caches(registry(server.host))
    assert (found.looked, found.all, found.more) == (40, 63, False)
    looked = [path.rpartition("/")[2] for _, path, _ in server.asked if "/manifests/" in path]
    assert looked[:2] == ["buildcache", "main-cache"]
    assert {"buildcache", "main-cache"} <= {tag.name for tag in found.tags}
    assert all(tag.contents for tag in found.tags)


@pytest.mark.parametrize(
    "link", ["<http://elsewhere.example/v2/a/b/tags/list>; rel=next", "<//x/y>; rel=next", "<>", "x"]
)
def test_a_page_elsewhere_is_not_asked_for(link: str) -> None:
    with serving(holding({"n=500": (["buildcache"], link)})) as server:  # type: ignore[arg-type]
        assert [tag.name for tag in tags.caches(registry(server.host)).tags] == ["buildcache"]


def test_pages_without_end_are_left_at_the_limit() -> None:
    count = 0

    def answer(handler: Handler) -> None:
        nonlocal count
        if "/tags/list" in handler.path:
            names = [f"t{count}-{number}" for number in range(300)]
            count += 1
            handler.reply(200, json.dumps({"tags": names}).encode(), Link='</v2/a/b/tags/list?x>; rel="next"')
        else:
            handler.reply(404, b"{}")

    with serving(answer) as server:
        found = tags.caches(registry(server.host))
    assert found.all == tags.MOST_TAGS
    assert found.more
    assert count == 4


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (404, b"{}", "lists no tags"),
        (405, b"", "lists no tags"),
        (401, b"{}", "is broken"),
        (403, b"{}", "does not let you read"),
        (500, b"", "internal error"),
        (200, b"<html>", "not what is under the ref"),
        (200, b'{"tags": 3}', ""),
        (200, b"{}", ""),
    ],
)
def test_a_list_that_is_none_is_a_sentence(status: int, body: bytes, said: str) -> None:
    with serving(lambda handler: handler.reply(status, body)) as server:
        if said:
            with pytest.raises(OutsideError, match=said):
                tags.caches(registry(server.host))
        else:
            assert tags.caches(registry(server.host)).tags == ()


def test_looking_can_be_ended() -> None:
    class EndedError(Exception):
        pass

    def end(done: int, _all: int) -> None:
        if done == 1:
            raise EndedError

    with serving(holding({"n=500": (["a", "b", "c"], "")})) as server, pytest.raises(EndedError):  # type: ignore[arg-type]
        tags.caches(registry(server.host), end)


def test_an_upload_is_started_and_given_up() -> None:
    def answer(handler: Handler) -> None:
        if handler.command == "POST":
            handler.reply(202, Location="/v2/a/b/blobs/uploads/1?state=x")
        else:
            handler.reply(204)

    with serving(answer) as server:
        assert "started and cancelled" in write_check.check(registry(server.host))
    assert [(method, path) for method, path, _ in server.asked] == [
        ("POST", "/v2/a/b/blobs/uploads/"),
        ("DELETE", "/v2/a/b/blobs/uploads/1?state=x"),
    ]


@pytest.mark.parametrize("location", ["", "http://elsewhere.example/v2/a/b/blobs/uploads/1", "//elsewhere.example/v2/"])
def test_an_upload_elsewhere_is_not_asked_for(location: str) -> None:
    with serving(lambda handler: handler.reply(202, Location=location)) as server:
        assert "drops it by itself" in write_check.check(registry(server.host))
    assert [method for method, _, _ in server.asked] == ["POST"]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "is broken"),
        (403, "does not let you write"),
        (404, "Create it first"),
        (429, "too many"),
        (503, "internal error"),
    ],
)
def test_what_forbids_writing_is_said(status: int, said: str) -> None:
    with serving(lambda handler: handler.reply(status, b"{}")) as server, pytest.raises(OutsideError, match=said):
        write_check.check(registry(server.host))


def test_the_token_for_writing_is_asked_for_only_then() -> None:
    def answer(handler: Handler) -> None:
        host = handler.headers["Host"]
        if handler.path.startswith("/token"):
            handler.reply(200, b'{"token": "good"}')
        elif handler.headers.get("Authorization") != "Bearer good":
            handler.reply(401, WWW_Authenticate=f'Bearer realm="http://{host}/token",service="s"')
        else:
            handler.reply(202)

    with serving(answer) as server:
        write_check.check(registry(server.host))
    [asked] = [path for _, path, _ in server.asked if path.startswith("/token")]
    assert asked == "/token?service=s&scope=repository%3Aa%2Fb%3Apull%2Cpush"


def test_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with serving(holding({"n=500": (["buildcache", "gone"], "")})) as server:  # type: ignore[arg-type]
        assert main(["inspect", f"{server.host}/a/b:c", "--tags"]) == 0
        said = capsys.readouterr().out.splitlines()
        assert said[0] == f"{server.host}/a/b"
        assert said[1].split()[:2] == ["buildcache", "cache"]
        assert said[-1] == "1 tag with a cache."
        assert main(["inspect", f"{server.host}/a/b:c", "--tags", "--format", "json"]) == 0
        answer = json.loads(capsys.readouterr().out)
        assert [row["tag"] for row in answer["caches"]] == ["buildcache"]
        assert answer["tags"] == 2
    with serving(lambda handler: handler.reply(403, b"{}")) as server:
        assert main(["inspect", f"{server.host}/a/b:c", "--may-write"]) == 1
        assert "error: " in capsys.readouterr().out
        assert main(["inspect", f"{server.host}/a/b:c", "--tags", "--format", "json"]) == 1
        assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "registry-no-answer"
