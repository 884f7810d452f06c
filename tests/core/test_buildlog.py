"""Logs of real builds, made with two releases of buildx, and what is said of each."""

import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildx_cache_flags.__main__ import main
from buildx_cache_flags.core import buildlog
from buildx_cache_flags.core.buildlog import causes, log_problems
from buildx_cache_flags.core.buildlog.log_lines import bare
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.project import logs, offers
from buildx_cache_flags.core.text import work
from buildx_cache_flags.core.text.work import Work

DATA = Path(__file__).parents[1] / "data" / "logs"
SHOP = "localhost:5000/acme/shop"


class Told(NamedTuple):
    """What a log tells: the summary, the codes, and a part of the sentence that counts."""

    summary: tuple[str, ...]
    codes: tuple[str, ...] = ()
    says: str = ""


def read_from(tag: str) -> str:
    return f"Read: {SHOP}:{tag}."


ALL_RAN = "Steps: 7: 7 run."
ALL_REUSED = "Steps: 7: 7 reused."
LOGS = {
    "cold-0.13": Told(
        ("Written: to registry, 6 layers, 0.4 s.", ALL_RAN), ("log-cache-missing",), f"“{SHOP}:buildcache”"
    ),
    "warm-0.13": Told((read_from("buildcache"), "Written: to registry, 6 layers, 0.1 s.", ALL_REUSED)),
    "warm-0.29": Told((read_from("buildcache"), "Written: to registry, 3 layers, 0.1 s.", ALL_REUSED)),
    "copy-changed-0.13": Told(
        (read_from("buildcache"), "Written: to registry, 7 layers, 0.2 s.", "Steps: 7: 5 reused and 2 run."),
        ("log-step-missed",),
        "[build 1] COPY src.txt /src.txt was not in the cache. A file that",
    ),
    "deps-changed-0.13": Told(
        (read_from("buildcache"), "Written: to registry, 7 layers, 0.2 s.", "Steps: 7: 3 reused and 4 run."),
        ("log-step-missed",),
        "[deps 2] COPY deps.txt /deps.txt was not in the cache.",
    ),
    "arg-changed-0.13": Told(
        (read_from("buildcache"), "Written: to registry, 7 layers, 0.1 s.", "Steps: 7: 6 reused and 1 run."),
        ("log-step-missed",),
        "Put ARG after the steps",
    ),
    "nohost-0.29": Told((ALL_RAN,), ("log-cache-not-read",), "The builder finds no host of that name."),
    "write-refused-0.29": Told((ALL_RAN,), ("log-no-cache-read", "log-cache-not-written"), "Nothing listens there."),
    "write-refused-ignored-0.13": Told(
        (ALL_RAN,), ("log-no-cache-read", "log-cache-lost"), "The build passed, but its cache"
    ),
    "write-refused-ignored-0.29": Told(
        (ALL_RAN,), ("log-no-cache-read", "log-cache-lost"), "The build passed, but its cache"
    ),
    "image-without-cache-0.29": Told((read_from("1"), ALL_RAN), ("log-nothing-reused",), "an image without a cache"),
    "inline-write-0.29": Told(
        ("Written: the inline cache, inside of the image.", ALL_RAN), ("log-no-cache-read",), "No cache was read"
    ),
    "inline-read-0.13": Told((read_from("inl"), ALL_REUSED)),
    "inline-read-0.29": Told((read_from("inl"), ALL_REUSED)),
    "two-reads-0.29": Told((read_from("buildcache"), ALL_REUSED), ("log-cache-missing",), f"“{SHOP}:none”"),
    "local-write-0.13": Told(
        ("Written: to client directory, 6 layers, 0.3 s.", ALL_RAN), ("log-no-cache-read",), "No cache was read"
    ),
    "local-write-0.29": Told(
        ("Written: to client directory, 6 layers, 0.4 s.", ALL_RAN), ("log-no-cache-read",), "No cache was read"
    ),
    "local-read-0.13": Told(("Read: the cache of type local.", ALL_REUSED)),
    "local-read-0.29": Told(("Read: the cache of type local.", ALL_REUSED)),
    "local-missing-0.29": Told(
        (ALL_RAN,), ("log-no-cache-read", "log-warning"), "local cache import at /srv/nope not found"
    ),
    "gha-0.13": Told((ALL_RAN,), ("log-no-cache-read",), "with type=gha, buildx silently leaves it out"),
    "gha-0.29": Told((ALL_RAN,), ("log-no-cache-read",), "with type=gha, buildx silently leaves it out"),
    "bad-type-0.29": Told((), ("log-build-refused",), "BuildKit doesn't know this type."),
    "no-ref-0.29": Told((), ("log-build-refused",), "The flag has no ref."),
    "s3-0.29": Told((ALL_RAN,), ("log-cache-not-read",), "Use a builder of the docker-container driver."),
    "step-failed-0.13": Told(
        (read_from("buildcache"), "Steps: 5: 4 reused and 1 failed."), ("log-step-missed",), "[build 2]"
    ),
    "step-failed-0.29": Told(
        (read_from("buildcache"), "Steps: 5: 4 reused and 1 failed."), ("log-step-missed",), "[build 2]"
    ),
    "mount-cache-0.13": Told(
        (read_from("buildcache"), "Written: to registry, 7 layers, 0.2 s.", "Steps: 7: 6 reused and 1 run."),
        ("log-step-missed",),
        "Its --mount=type=cache is in no exported cache",
    ),
    "base-image-0.13": Told(
        (read_from("buildcache"), "Written: to registry, 8 layers, 1.1 s.", "Steps: 8: 3 reused and 5 run."),
        ("log-step-missed",),
        f"It is the first step after “{SHOP}:1”, so that image may have changed.",
    ),
    "min-read-0.13": Told((read_from("min"), ALL_REUSED)),
    "min-read-0.29": Told((read_from("min"), ALL_REUSED)),
}


def content(name: str) -> str:
    return (DATA / f"{name}.log").read_text(encoding="utf-8")


def told(text: str) -> Told:
    log = buildlog.read(text)
    problems = buildlog.problems(log)
    summary = tuple(sentence for build in log.builds for sentence in log_problems.summary(build))
    return Told(summary, tuple(problem.code for problem in problems), " ".join(problem.message for problem in problems))


def test_every_log_is_told_of() -> None:
    assert {path.stem for path in DATA.glob("*.log")} == set(LOGS)


@pytest.mark.parametrize("name", LOGS)
def test_a_real_log_tells_what_happened(name: str) -> None:
    found, expected = told(content(name)), LOGS[name]
    assert found.summary == expected.summary
    assert found.codes == expected.codes
    assert expected.says in found.says


SERVICES = {
    "GitHub": "2026-11-20T10:11:12.1234567Z {}",
    "gh run view": "build\tBuild and push\t2026-11-20T10:11:12.1234567Z {}",
    "GitLab": "2026-11-20T10:11:12.123456Z 01O {}",
    "Jenkins": "[2026-11-20T10:11:12.123Z] {}",
    "a terminal": "\x1b[34m{}\x1b[0m",
    "Compose": "shop  | {}",
    "a written-over line": "half of it\r{}",
}
"""What stands around a line, by who puts it there."""


@pytest.mark.parametrize("service", SERVICES)
def test_what_a_service_puts_around_the_lines_changes_nothing(service: str) -> None:
    for name in ("copy-changed-0.13", "write-refused-0.29", "two-reads-0.29"):
        text = content(name)
        around = "\n".join(SERVICES[service].format(line) for line in text.split("\n"))
        assert told(around) == told(text)
        assert told(f"\ufeffRun docker/build-push-action\r\n{around.replace(chr(10), chr(13) + chr(10))}") == told(
            text
        )._replace(says=told(around).says)


def test_two_builds_of_one_log_are_told_apart() -> None:
    log = buildlog.read(content("cold-0.13") + content("warm-0.29"))
    assert [len(build.steps) for build in log.builds] == [7, 7]
    assert log.builds[1].line == len(content("cold-0.13").splitlines()) + 2
    assert (
        told(content("cold-0.13") + content("warm-0.29")).summary
        == LOGS["cold-0.13"].summary + LOGS["warm-0.29"].summary
    )


@pytest.mark.parametrize(
    ("error", "means"),
    [
        (
            'failed to do request: Head "https://a:5000/v2/": http: server gave HTTP response to HTTPS client',
            "registry.insecure",
        ),
        ("tls: failed to verify certificate: x509: certificate signed by unknown authority", "buildkitd.toml"),
        ("unexpected status from HEAD request to https://a/v2/b/blobs/c: 401 Unauthorized", "docker login"),
        ("denied: permission_denied: write_package", "no permission"),
        ("server message: insufficient_scope: authorization failed", "docker login"),
        ("toomanyrequests: You have reached your pull rate limit", "wait"),
        ("unexpected status: 415 Unsupported Media Type", "image-manifest=true"),
        ("The image tag 'buildcache' already exists in the 'shop' repository and cannot be overwritten", "immutable"),
        ("Cache export is not supported for the docker driver.", "docker buildx create"),
        ("failed to get compressed stream: gzip: invalid compression level: 12", "0 to 9"),
        ("write /var/lib/x: no space left on device", "disk"),
        ("unexpected status: 502 Bad Gateway", "internal error"),
    ],
)
def test_a_known_error_is_explained(error: str, means: str) -> None:
    assert means in causes.of_error(error)
    assert means in told(f"#1 exporting cache to registry\n#1 ERROR: {error}").says


def test_an_unknown_error_is_told_as_it_stands() -> None:
    found = told("#1 exporting cache to registry\n#1 ERROR: the moon is full")
    assert found.says == "The build passed, but its cache was not written: the moon is full."


def test_docker_without_buildx_is_told_apart_from_a_wrong_flag() -> None:
    assert (
        "Install the package docker-buildx-plugin" in told("unknown flag: --cache-to\nSee 'docker build --help'.").says
    )


@given(st.text(alphabet=st.sampled_from("#1 [a]/\n\r\x1b[0m.ERORDNECAH:sha256:\t|"), max_size=300))
def test_any_text_is_read_and_told_on_one_line_each(text: str) -> None:
    for problem in buildlog.problems(buildlog.read(text)):
        assert problem.message.isprintable()


@given(st.text())
def test_a_bare_line_is_bare(text: str) -> None:
    assert bare(bare(text)).strip() == bare(bare(text))


@pytest.mark.parametrize(
    "piece",
    ["#1 ", "#1 [", "[a ", "\x1b[", "\x1b]", "a\t", "2026-11-20T10:11:12Z ", "WARNING: ", "#2 [a 1/2] RUN x\n", "a | "],
)
def test_a_long_log_costs_no_more_than_its_characters(piece: str) -> None:
    text = piece * (400_000 // len(piece))
    with work.limited(Work(2 * len(text))):
        buildlog.problems(buildlog.read(text))


def test_the_command_tells_it(capsys: pytest.CaptureFixture[str]) -> None:
    path = DATA / "write-refused-0.29.log"
    assert main(["check", "--log", str(path)]) == 1
    said = capsys.readouterr().out
    assert re.search(r"write-refused-0\.29\.log:\d+: error: The cache was not written", said)
    assert said.endswith("1 build; 1 error, 1 hint.\n")
    assert main(["check", "--format", "json", "--log", str(DATA / "warm-0.29.log")]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"]
    assert [step["how"] for step in answer["builds"][0]["steps"]] == ["cached"] * 7
    assert answer["builds"][0]["imports"] == [{"line": 12, "name": f"{SHOP}:buildcache", "error": ""}]


def test_a_pasted_log_tells_it_and_leaves_the_form_alone(catalog: Catalog) -> None:
    for name, expected in LOGS.items():
        found = offers.read(content(name), "", Draft(), catalog)
        if expected.summary:
            assert found.offers == ()
            assert found.sentences[0] == "This is the log of a build, so it changes nothing in the form."
            assert found.sentences[1] == " ".join(expected.summary)
            assert len(found.sentences) == 2 + len(expected.codes)


@pytest.mark.parametrize(
    "text", ["docker buildx build --cache-to type=inline . # 1 [a] b", "# [internal] notes", "type=inline", "#1 [a] b"]
)
def test_what_only_looks_a_little_like_a_log_is_none(text: str) -> None:
    assert logs.sentences(text) == ()


@pytest.mark.parametrize(
    "arguments",
    [["--log", "nowhere.log"], ["--log", "."], ["--log", "x", "type=inline"], ["--log", "x", "--format", "sarif"]],
)
def test_wrong_usage_is_said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", *arguments])
    assert ended.value.code == 2
    assert "buildx-cache-flags check: error: " in capsys.readouterr().err
