"""The plugin of Docker's command line, as docker starts it."""

import json

import pytest

from buildx_cache_flags import __main__, __version__

BAD = "type=registry,ref=ghcr.io/acme/app:c,mode=MAX"


def test_docker_is_told_what_the_plugin_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(("docker-cli-plugin-metadata",)) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["SchemaVersion"] == "0.1.0"
    assert told["Version"] == __version__
    assert told["Vendor"]
    assert told["ShortDescription"]


def test_docker_puts_the_name_of_the_plugin_in_front(capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(("cacheflags", "check", BAD)) == 1
    shown = capsys.readouterr().out
    assert __main__.main(("check", BAD)) == 1
    assert capsys.readouterr().out == shown


def test_dockers_own_options_come_first(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND", "docker")
    assert __main__.main(("--context", "default", "cacheflags", "check", BAD)) == 1
    assert "choice-unknown" in capsys.readouterr().out


def test_without_docker_the_word_is_a_value(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND", raising=False)
    assert __main__.main(("check", "cacheflags")) == 0
    assert "docker.io" in capsys.readouterr().out


def test_the_help_says_how_it_was_called(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        __main__.main(("cacheflags", "check", "--help"))
    assert ended.value.code == 0
    assert "docker cacheflags check" in capsys.readouterr().out
