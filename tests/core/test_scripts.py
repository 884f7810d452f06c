"""Scripts that put their command together, against what docker got when their own interpreters ran them."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from buildx_cache_flags.__main__ import main
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import entries
from buildx_cache_flags.core.files import FileReading, read_file
from buildx_cache_flags.core.formats.script.reading import trees

DATA = Path(__file__).parent.parent / "data"


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


RECORDED = [*rows(DATA / "vectors" / "scripts.jsonl"), *rows(DATA / "scripts" / "recorded.jsonl")]
OPEN = ("$", "%", "{")


def values(argv: list[str]) -> Iterator[str]:
    """The values of the cache flags of one run."""
    words = iter(argv)
    for word in words:
        name, equals, value = word.partition("=")
        if name in ("--cache-to", "--cache-from"):
            yield value if equals else next(words, "")
        elif word == "--set":
            key, _, value = next(words, "").partition("=")
            if key.endswith((".cache-to", ".cache-from", ".cache-to+", ".cache-from+")):
                yield value


def wanted(row: dict[str, Any]) -> Counter[tuple[tuple[str, str], ...]]:
    """The entries that docker was given."""
    found: Counter[tuple[tuple[str, str], ...]] = Counter()
    for argv in row["runs"]:
        for value in values(argv):
            if "=" in value:
                found[
                    tuple(sorted((key, text) for key, _, text in (part.partition("=") for part in value.split(","))))
                ] += 1
            else:
                found.update((("ref", one), ("type", "registry")) for one in value.split(",") if one)
    return found


def read_entries(reading: FileReading) -> Counter[tuple[tuple[str, str], ...]]:
    return Counter(
        tuple(sorted({"type": one.entry.type, **one.entry.attrs}.items()))
        for build in reading.builds
        for one in build.entries
    )


def verdict(row: dict[str, Any], catalog: Catalog) -> str:
    """``exact``, ``named`` where the rest is said to be unknown, else what is wrong."""
    reading = read_file(row["file"], row["script"], catalog)
    got, want = read_entries(reading), wanted(row)
    if got == want or (row.get("branches") and not want - got):
        return "exact"
    false = [entry for entry in got - want if not any(mark in text for _, text in entry for mark in OPEN)]
    unknown = [part for build in reading.builds for part in build.unchecked]
    return "named" if unknown and not false else f"{dict(got - want)} instead of {dict(want - got)}"


@pytest.mark.parametrize("row", [row for row in RECORDED if not row.get("finding")], ids=lambda row: row["file"])
def test_the_entries_are_those_that_docker_got_or_the_rest_is_named(row: dict[str, Any], catalog: Catalog) -> None:
    said = verdict(row, catalog)
    assert said in ("exact", "named")
    outside = ("NOPE", "OUTSIDE", "OPTARG")
    if row.get("named"):
        assert said == "named"
    elif not row.get("env") and not any(name in row["script"] for name in outside):
        assert said == "exact"


@pytest.mark.parametrize("row", [row for row in RECORDED if row.get("finding")], ids=lambda row: row["file"])
def test_what_is_not_meant_has_its_own_sentence(row: dict[str, Any], catalog: Catalog) -> None:
    findings = [one for build in read_file(row["file"], row["script"], catalog).builds for one in build.findings]
    assert {one.severity for one in findings} & {"error", "warning"}
    assert all(0 < one.location.line <= row["script"].count("\n") + 1 for one in findings)


@pytest.mark.parametrize("row", [row for row in RECORDED if not row.get("finding")], ids=lambda row: row["file"])
def test_nothing_is_found_where_all_is_as_it_is_meant(row: dict[str, Any], catalog: Catalog) -> None:
    assert [
        one.message for build in read_file(row["file"], row["script"], catalog).builds for one in build.findings
    ] == []


def test_an_entry_has_the_line_of_its_text(catalog: Catalog) -> None:
    text = 'REF=a.b/c:d\nargs=(\n  --cache-from "$REF"\n  --cache-to "type=registry,ref=$REF"\n)\n\ndocker build "${args[@]}" .\n'
    [build] = read_file("a.sh", text, catalog).builds
    assert [one.line for one in build.entries] == [1, 4]
    assert build.line == 7
    assert entries.parse(build.values[1].text) == (build.entries[1].entry,)


GO = """\
package main

const registry = "cr.contoso.example"

func cacheRef(name string) string { return fmt.Sprintf("%s/%s:cache", registry, name) }

func run(name string, args ...string) error { return exec.Command(name, args...).Run() }

func main() {
\tfor _, name := range []string{"api", "web"} {
\t\targs := []string{"buildx", "build", "--cache-from", "type=registry,ref=" + cacheRef(name)}
\t\tif os.Getenv("CI") != "" {
\t\t\targs = append(args, "--cache-to", strings.Join([]string{"type=registry", "ref=" + cacheRef(name)}, ","))
\t\t}
\t\tif err := run("docker", append(args, "./"+name)...); err != nil { panic(err) }
\t}
}
"""
GO_METHOD = """\
package main

import "os/exec"

type builder struct {
	args []string
}

func (b *builder) add(flag, value string) {
	b.args = append(b.args, flag, value)
}

func main() {
	b := &builder{args: []string{"buildx", "build"}}
	b.add("--cache-from", "cr.contoso.example/shop:c")
	exec.Command("docker", append(b.args, ".")...).Run()
}
"""
RUBY = """\
REGISTRY = ENV.fetch("REGISTRY", "cr.contoso.example")
def cache(name) = "#{REGISTRY}/#{name}:cache"
def build(name, push: false)
  args = %W[docker buildx build --cache-from type=registry,ref=#{cache(name)}]
  args << "--cache-to=type=registry,ref=#{cache(name)}" if push
  args.push("./#{name}")
  system(*args) or abort("failed")
end
%w[api web].each { |name| build(name, push: true) }
"""
CSHARP = """\
var registry = Environment.GetEnvironmentVariable("REGISTRY") ?? "cr.contoso.example";
foreach (var name in new[] { "api", "web" })
{
    var args = new List<string> { "buildx", "build", "--cache-from", $"type=registry,ref={registry}/{name}:cache" };
    if (push) args.AddRange(new[] { "--cache-to", string.Join(",", "type=registry", Ref(name)) });
    Run("docker", args);
}
string Ref(string name) => $"ref={registry}/{name}:cache";
void Run(string file, List<string> args) { Process.Start(new ProcessStartInfo(file, string.Join(" ", args))); }
"""
TYPESCRIPT = """\
import { execa } from 'execa';
type Target = { name: string; push?: boolean };
const registry: string = process.env.REGISTRY ?? 'cr.contoso.example';
async function build({ name }: Target, push: boolean = true): Promise<void> {
  const args: string[] = ['buildx', 'build'];
}
const cacheOf = (name: string): string => `type=registry,ref=${registry}/${name}:cache`;
for (const name of ['api', 'web'] as const) {
  const args: string[] = ['buildx', 'build', '--cache-from', cacheOf(name)];
  if (process.env.CI) args.push('--cache-to', cacheOf(name));
  await execa('docker', [...args, `./${name}`]);
}
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [("main.go", GO), ("build.rb", RUBY), ("build.csx", CSHARP), ("build.ts", TYPESCRIPT)],
)
def test_other_languages_put_their_lists_together_as_well(name: str, text: str, catalog: Catalog) -> None:
    reading = read_file(name, text, catalog)
    refs = {f"cr.contoso.example/{one}:cache" for one in ("api", "web")}
    found = [(one.option, one.entry.get("ref")) for build in reading.builds for one in build.entries]
    assert sorted(found) == sorted((option, ref) for option in ("cache-from", "cache-to") for ref in refs)
    assert not any(build.unchecked or build.findings for build in reading.builds)
    assert len(reading.builds) == 2


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.go", 'exec.Command("x")'), ("a.py", "print(1)"), ("a.rb", "puts 1"), ("a.pl", "print 1;"), ("a.ts", "f()")],
)
def test_a_program_that_builds_nothing_says_so(name: str, text: str, catalog: Catalog) -> None:
    assert [problem.code for problem in read_file(name, text, catalog).problems] == ["file-no-build"]


def test_a_script_that_its_language_refuses_is_said_with_its_line(catalog: Catalog) -> None:
    [problem] = read_file("a.py", "import os\nos.system('docker build'\n", catalog).problems
    assert (problem.code, problem.location.line) == ("file-syntax", 2)


POWERSHELL = """\
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)][string]$Tag,
    [ValidateSet('a', 'b')][string]$Registry = "cr.contoso.example",
    [switch]$Push
)
$services = @{ api = 'src/api'; web = 'src/web' }
function Invoke-Build {
    param([string]$Name, [string]$Context, [switch]$Push)
    $cache = "type=registry,ref=$Registry/${Name}:cache"
    $list = [System.Collections.Generic.List[string]]::new()
    $list.AddRange([string[]]@('buildx', 'build', '--cache-from', $cache))
    if ($Push) { $list.Add('--cache-to'); $list.Add($cache) }
    & docker @list $Context
    if ($LASTEXITCODE -ne 0) { throw "failed: $LASTEXITCODE" }
}
foreach ($name in $services.Keys) { Invoke-Build -Name $name -Context $services[$name] -Push }
"""
OTHERS = """\
run() { echo "+ $*"; "$@"; }
run sudo docker buildx build --cache-to type=registry,ref=a.b/run:c .
depot build --cache-to type=registry,ref=a.b/depot:c .
buildctl build --export-cache type=registry,ref=a.b/bk:c --import-cache=type=registry,ref=a.b/bk:c
docker buildx bake --set app.cache-to=type=registry,ref=a.b/bake:c --set '*.cache-from+=type=registry,ref=a.b/bake:c'
printf 'x y' | xargs -n1 docker build --cache-from a.b/xargs:c
echo "docker build --cache-to type=registry,ref=a.b/printed:c ."
"""


def test_a_powershell_function_with_names_and_a_list_that_grows(catalog: Catalog) -> None:
    reading = read_file("build.ps1", POWERSHELL, catalog)
    found = [
        (build.line, one.option, one.entry.get("ref"), one.line) for build in reading.builds for one in build.entries
    ]
    refs = [f"cr.contoso.example/{name}:cache" for name in ("api", "web")]
    assert found == [(14, option, ref, 10) for ref in refs for option in ("cache-from", "cache-to")]
    assert not any(build.unchecked or build.findings for build in reading.builds)


def test_programs_like_docker_and_programs_that_start_it(catalog: Catalog) -> None:
    reading = read_file("build.sh", OTHERS, catalog)
    found = [(build.where, one.option, one.entry.get("ref")) for build in reading.builds for one in build.entries]
    assert found == [
        ("docker build", "cache-to", "a.b/run:c"),
        ("depot build", "cache-to", "a.b/depot:c"),
        ("buildctl", "cache-to", "a.b/bk:c"),
        ("buildctl", "cache-from", "a.b/bk:c"),
        ("docker buildx bake", "cache-to", "a.b/bake:c"),
        ("docker buildx bake", "cache-from", "a.b/bake:c"),
        ("docker build", "cache-from", "a.b/xargs:c"),
    ]


@pytest.mark.parametrize("program", ["podman", "nerdctl", "buildah"])
def test_another_builder_is_named_as_not_checked(program: str, catalog: Catalog) -> None:
    [build] = read_file("a.sh", f"{program} build --cache-to type=registry,ref=a.b/c:d .", catalog).builds
    assert build.entries == ()
    [part] = build.unchecked
    assert program in part.reason


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lib.sh", 'helper() { docker build --cache-to "type=registry,ref=a.b/lib:$1" .; }\nbuild() { helper c; }\n'),
        ("lib.fish", "function build -a tag\n  docker build --cache-to type=registry,ref=a.b/lib:c .\nend\n"),
        ("lib.ps1", 'function Build($Tag = "c") { docker build --cache-to "type=registry,ref=a.b/lib:$Tag" . }\n'),
        ("lib.py", "def build(c, tag='c'):\n    c.run(f'docker build --cache-to type=registry,ref=a.b/lib:{tag} .')\n"),
        (
            "lib.js",
            "exports.build = build;\nfunction build() { exec('docker build --cache-to type=registry,ref=a.b/lib:c .'); }\n",
        ),
        ("lib.rb", 'def build\n  sh "docker build --cache-to type=registry,ref=a.b/lib:c ."\nend\n'),
    ],
)
def test_a_function_that_others_call_is_followed_once(name: str, text: str, catalog: Catalog) -> None:
    [build] = read_file(name, text, catalog).builds
    assert [(one.option, one.entry.get("ref")) for one in build.entries] == [("cache-to", "a.b/lib:c")]


PUT_TOGETHER = """\
registry=cr.contoso.example
CACHE_ARGS="--cache-from type=registry,ref=$registry/app:c"
args=(
  --cache-to "type=registry,ref=$registry/app:c,mode=max"
)
docker buildx build $CACHE_ARGS "${args[@]}" .
docker buildx build \\
  --cache-from "type=registry,ref=$registry/app:c" \\
  --cache-from type=registry,ref=cr.contoso.example/app:d .
"""


def test_each_flag_says_where_its_text_stands(catalog: Catalog) -> None:
    first, second = read_file("a.sh", PUT_TOGETHER, catalog).builds
    assert [[(one.variable, one.line) for one in flag] for flag in first.origins] == [
        [("CACHE_ARGS", 2)],
        [("args", 4)],
    ]
    assert [[(one.variable, one.line) for one in flag] for flag in second.origins] == [
        [("", 8), ("registry", 1)],
        [("", 9)],
    ]


def test_the_text_of_check_shows_how_flags_are_put_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.sh").write_text(PUT_TOGETHER, encoding="utf-8")
    arguments = ["check", str(tmp_path / "a.sh")]
    assert main(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert f"{tmp_path / 'a.sh'}:6, docker build" in lines
    assert "  --cache-from from CACHE_ARGS, line 2" in lines
    assert "  --cache-to from args, line 4" in lines
    assert "  --cache-from from line 8 and registry, line 1" in lines


def test_a_command_that_is_written_out_shows_no_origin(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.sh").write_text("docker build \\\n  --cache-from a.b/c:d .\n", encoding="utf-8")
    assert main(["check", str(tmp_path / "a.sh")]) == 0
    assert "from line" not in capsys.readouterr().out


@pytest.fixture(params=["missing", "of another machine", "of another release"])
def without_grammars(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """tree-sitter is not there, or its library does not load, or does not fit the grammars."""
    trees.parser.cache_clear()
    if request.param == "missing":
        monkeypatch.setitem(sys.modules, "tree_sitter", None)
    else:
        known = {"of another machine": ImportError("wrong ELF class"), "of another release": ValueError("version 99")}

        def fails(*_: object) -> None:
            raise known[request.param]

        monkeypatch.setattr("tree_sitter.Language", fails)
    yield
    trees.parser.cache_clear()


@pytest.mark.usefixtures("without_grammars")
@pytest.mark.parametrize("name", ["main.go", "build.rb", "build.csx", "build.ts", "build.js"])
def test_a_language_without_its_grammar_is_named_as_not_read(name: str, catalog: Catalog) -> None:
    texts = {"main.go": GO, "build.rb": RUBY, "build.csx": CSHARP}
    reading = read_file(name, texts.get(name, TYPESCRIPT), catalog)
    [problem] = reading.problems
    assert not reading.builds
    assert problem.severity == "error"
    assert "is not read" in problem.message
    assert "tree-sitter" in problem.message


@pytest.mark.usefixtures("without_grammars")
def test_everything_else_is_read_without_grammars(catalog: Catalog) -> None:
    markdown = f"```sh\n{OTHERS}```\n\n```go\n{GO}```\n"
    assert len(read_file("README.md", markdown, catalog).builds) == 5
    assert any(part.line > 10 for part in read_file("README.md", markdown, catalog).unchecked)
    for name, text in (
        ("a.sh", OTHERS),
        ("a.ps1", POWERSHELL),
        ("a.pl", "system('docker build --cache-from a.b/c:d .');"),
    ):
        assert read_file(name, text, catalog).builds
    assert read_file("a.py", "import os\nos.system('docker build --cache-from a.b/c:d .')\n", catalog).builds
    workflow = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - shell: node {0}\n        run: |\n          execSync('docker build --cache-from a.b/c:d .')\n"
    read = read_file(".github/workflows/a.yml", workflow, catalog)
    assert read.unchecked or any(build.unchecked for build in read.builds)


def test_what_a_method_of_go_changes_is_not_what_it_was_before(catalog: Catalog) -> None:
    reading = read_file("a.go", GO_METHOD, catalog)
    assert reading.problems
    assert reading.builds == ()


def test_a_loop_of_a_batch_file_leaves_no_value_of_its_first_turn(catalog: Catalog) -> None:
    text = "set N=0\n:again\nset /a N+=1\ndocker buildx build --cache-from a.b/c:%N% .\nif %N% lss 2 goto again\n"
    [build] = read_file("a.bat", text, catalog).builds
    assert [part.text for part in build.unchecked] == ["%N%"]
