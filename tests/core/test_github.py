"""Workflows and actions of GitHub: what their expressions give, and the builds that they make."""

import math
from collections.abc import Mapping

import pytest

from buildx_cache_flags.core import files
from buildx_cache_flags.core.files import Build
from buildx_cache_flags.core.files.github import grammar, matrix, operands
from buildx_cache_flags.core.files.github.evaluation import evaluate
from buildx_cache_flags.core.files.github.operands import Value
from buildx_cache_flags.core.files.github.scopes import Env, Scope
from buildx_cache_flags.core.files.github.worlds import World, worlds
from buildx_cache_flags.core.formats.yamlnodes import Document
from tests import strategies

JOB = """\
on: {on}
env: {{REGISTRY: ghcr.io, MODE: min}}
jobs:
  build:
    runs-on: ubuntu-latest
    env: {{MODE: max}}
    steps:
"""


class Checkout:
    """Files beside the one that is read."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def read(self, path: str) -> str | None:
        return self.texts.get(path)

    near = read


def builds(text: str, beside: Mapping[str, str] | None = None) -> list[Build]:
    reading = files.read_file(".github/workflows/ci.yml", text, strategies.catalog(), Checkout(beside or {}))
    assert reading.kind == "github-actions"
    return list(reading.builds)


def step(text: str, on: str = "push") -> list[Build]:
    return builds(JOB.format(on=on) + "".join(f"      {line}\n" for line in text.splitlines()))


def refs(found: list[Build]) -> list[str | None]:
    return [entry.get("ref") for build in found for entry in build.judged.writes]


def value(expression: str, **known: Value) -> Value:
    world = World([])
    env = Env(tuple(known), lambda name: known[name])
    return evaluate(grammar.parse(expression), Scope(world, Document(""), ("push",), env=env))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'it''s'", "it's"),
        ("1.0", 1.0),
        ("0xff", 255.0),
        ("true && 'a' || 'b'", "a"),
        ("false && 'a' || 'b'", "b"),
        ("'' || 'b'", "b"),
        ("!'' && !0", True),
        ("'A' == 'a'", True),
        ("1 == '1'", True),
        ("null == ''", True),
        ("'2' > 1", True),
        ("('b' >= 'a') == true", True),
        ("format('{0}/{1}:{{x}}', env.A, 'b')", "one/b:{x}"),
        ("join(fromJSON('[\"a\",\"b\"]'), '-')", "a-b"),
        ("contains('Hello', 'ELL')", True),
        ("contains(fromJSON('[1, 2]'), 2)", True),
        ("startsWith(env.A, 'on') && endsWith(env.A, 'NE')", True),
        ('fromJSON(\'{"a": [{"b": 5}]}\').a[0].b', 5.0),
        ("toJSON('x')", '"x"'),
        ("env['A']", "one"),
        ("github.event_name", "push"),
        ("github.event_name == 'push' && env.A", "one"),
        ('fromJSON(\'[{"n": "a"}, {"n": "b"}]\').*.n', ["a", "b"]),
        ("case(false, 'a', true, 'b', 'c')", "b"),
    ],
)
def test_what_an_expression_gives(expression: str, expected: object) -> None:
    assert value(expression, A="one") == expected


@pytest.mark.parametrize(
    "expression",
    ["", "'open", "a b", "format(", "nothing()", "unheard.of", "a..b", "(" * 60 + "1" + ")" * 60, "!" * 99],
)
def test_what_github_refuses(expression: str) -> None:
    with pytest.raises(grammar.ExpressionError):
        value(expression)


def test_what_is_known_only_later_keeps_its_name() -> None:
    later = value("format('{0}-{1}', env.A, github.ref_name)", A="one")
    assert isinstance(later, operands.Later)
    assert [(part.kind, part.text) for part in later.parts] == [
        ("text", "one"),
        ("text", "-"),
        ("name", "GITHUB_REF_NAME"),
    ]
    assert math.isnan(operands.number("x"))


def test_every_answer_is_looked_at_once() -> None:
    seen, world = [], None
    for world in worlds():
        first = world.holds("a")
        seen.append((first, world.holds("b") if first else None, world.holds("a")))
    assert seen == [(True, True, True), (True, False, True), (False, None, False)]
    assert world is not None
    assert not world.more
    assert sum(1 for world in worlds(8) for _ in [[world.holds(str(number)) for number in range(9)]]) == 8


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"a": ["x", "y"], "b": [1.0]}, [{"a": "x", "b": 1.0}, {"a": "y", "b": 1.0}]),
        ({"a": ["x", "y"], "exclude": [{"a": "y"}]}, [{"a": "x"}]),
        ({"include": [{"a": "x"}, {"a": "y"}]}, [{"a": "x"}, {"a": "y"}]),
        ({"a": ["x"], "include": [{"a": "x", "b": "1"}, {"a": "z"}]}, [{"a": "x", "b": "1"}, {"a": "z"}]),
        ({"a": ["x", "y"], "include": [{"b": "1"}]}, [{"a": "x", "b": "1"}, {"a": "y", "b": "1"}]),
        (operands.later("needs.x.outputs.y"), None),
        ({"a": [], "include": [{"a": "x"}]}, [{"a": "x"}]),
    ],
)
def test_the_combinations_of_a_matrix(given: Value, expected: object) -> None:
    assert matrix.combinations(given) == expected


def test_the_innermost_env_wins_and_a_step_sees_its_own() -> None:
    (build,) = step(
        "- uses: docker/build-push-action@v6\n"
        "  env: {NAME: 'app-${{ env.MODE }}'}\n"
        "  with:\n"
        "    push: true\n"
        "    tags: ${{ env.REGISTRY }}/acme/app:1\n"
        "    cache-to: type=registry,ref=${{ env.REGISTRY }}/acme/${{ env.NAME }}:c,mode=${{ env.MODE }}"
    )
    assert build.judged.writes[0].attrs == {"ref": "ghcr.io/acme/app-max:c", "mode": "max"}
    assert build.judged.image == "ghcr.io/acme/app:1"


def test_each_event_has_its_own_build_where_it_differs() -> None:
    found = step(
        "- uses: depot/build-push-action@0123456789012345678901234567890123456789\n"
        "  with:\n"
        "    push: ${{ github.event_name == 'push' }}\n"
        "    cache-from: type=gha\n"
        "    cache-to: ${{ github.event_name != 'pull_request' && 'type=registry,ref=a/b:c' || '' }}",
        on="[push, pull_request]",
    )
    assert [len(build.values) for build in found] == [2, 1]
    assert [build.where for build in found] == [
        "job build, step 1, when github.event_name is push",
        "job build, step 1, when github.event_name is pull_request",
    ]


def test_a_step_that_is_never_run_builds_nothing() -> None:
    action = "  uses: docker/build-push-action@v6\n  with: {cache-to: 'type=registry,ref=a/b:c'}"
    assert step(f"- if: github.event_name == 'release'\n{action}") == []
    assert len(step(f"- if: github.ref == 'refs/heads/main'\n{action}")) == 1


def test_what_a_condition_says_about_the_ref_counts() -> None:
    found = step(
        "- if: github.ref == 'refs/heads/main'\n"
        "  uses: docker/build-push-action@v6\n"
        "  with: {cache-to: 'type=registry,ref=a/b:${{ github.ref_name }}'}"
    )
    assert refs(found) == ["a/b:main"]


def test_inputs_of_a_dispatch_are_their_defaults_and_else_nothing() -> None:
    on = "{push: {branches: [main]}, workflow_dispatch: {inputs: {tag: {default: dispatched}}}}"
    found = step(
        "- uses: docker/build-push-action@v6\n"
        "  with: {cache-to: \"type=registry,ref=a/b:${{ inputs.tag || 'pushed' }}\"}",
        on=on,
    )
    assert sorted(filter(None, refs(found))) == ["a/b:dispatched", "a/b:pushed"]


CALLED = """\
on:
  workflow_call:
    inputs:
      name: {type: string, required: true}
      mode: {type: string, default: min}
    outputs:
      ref: {value: "${{ jobs.build.outputs.ref }}"}
jobs:
  build:
    runs-on: ubuntu-latest
    outputs: {ref: "a/b:${{ inputs.name }}"}
    steps:
      - uses: ./.github/actions/build
        with: {ref: "a/b:${{ inputs.name }}"}
"""
ACTION = """\
inputs:
  ref: {required: true}
  mode: {default: max}
outputs:
  ref: {value: "${{ inputs.ref }}-out"}
runs:
  using: composite
  steps:
    - uses: docker/build-push-action@v6
      with: {cache-to: "type=registry,ref=${{ inputs.ref }},mode=${{ inputs.mode }}"}
"""


def test_called_workflows_and_composite_actions_see_what_they_are_given() -> None:
    text = """\
on: push
jobs:
  each:
    strategy: {matrix: {name: [api, web]}}
    uses: ./.github/workflows/called.yml
    with: {name: "${{ matrix.name }}"}
  after:
    needs: each
    runs-on: ubuntu-latest
    steps:
      - id: own
        uses: ./.github/actions/build
        with: {ref: a/b:own, mode: min}
      - uses: docker/build-push-action@v6
        with: {cache-to: "type=registry,ref=${{ steps.own.outputs.ref }}"}
"""
    found = builds(text, {".github/workflows/called.yml": CALLED, ".github/actions/build/action.yml": ACTION})
    assert refs(found) == ["a/b:api", "a/b:web", "a/b:own", "a/b:own-out"]
    assert [build.line for build in found] == [4, 4, 11, 14]
    assert (
        found[0].where
        == "job each (api), job build, step 1 (its line 13), .github/actions/build/action.yml step 1 (its line 9)"
    )


def test_an_action_of_its_own_has_its_defaults() -> None:
    reading = files.read_file("action.yml", ACTION, strategies.catalog())
    (build,) = reading.builds
    assert build.judged.writes[0].attrs == {"ref": "${inputs_ref}", "mode": "max"}


def test_what_calls_itself_comes_to_an_end() -> None:
    loop = "runs:\n  using: composite\n  steps:\n" + "    - uses: ./.github/actions/loop\n" * 3
    found = builds(
        JOB.format(on="push") + "      - uses: ./.github/actions/loop\n", {".github/actions/loop/action.yml": loop}
    )
    assert found == []


def codes_of(cache_from: str) -> set[str]:
    """The codes of a workflow whose step has this cache-from."""
    text = JOB.format(on="push") + f"      - uses: docker/build-push-action@v6\n        with:\n          {cache_from}\n"
    reading = files.read_file(".github/workflows/ci.yml", text, strategies.catalog(), Checkout({}))
    return {
        problem.code for problem in (*reading.problems, *(one for build in reading.builds for one in build.problems))
    }


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("cache-from: >-\n            type=gha,\n            scope=x", True),
        ("cache-from: type=gha,\n            scope=x", True),
        ('cache-from: "type=gha,\n            scope=x"', True),
        ("cache-from: type=gha, scope=x", False),
        ('cache-from: "type=gha, scope=x"', False),
        ("cache-from: |\n            type=gha, scope=x", False),
    ],
)
def test_only_what_stands_on_several_lines_is_called_folded(written: str, folded: bool) -> None:
    assert ("list-folded" in codes_of(written)) is folded


def test_lists_are_read_as_the_action_reads_them() -> None:
    (build,) = step(
        "- uses: docker/build-push-action@v6\n"
        "  with:\n"
        "    cache-from: |\n"
        '      "type=registry,ref=a/b:c"\n'
        "      a/b:d,a/b:e\n"
        "    cache-to: ${{ '' }}"
    )
    assert [value.text for value in build.values] == ["type=registry,ref=a/b:c", "a/b:d,a/b:e"]
    assert [value.line for value in build.values] == [11, 12]


WRITERS = [
    ('echo "ref=a/b:c" >> "$GITHUB_OUTPUT"', ["a/b:c"]),
    ("echo 'ref=a/b:c' >>$GITHUB_OUTPUT", ["a/b:c"]),
    ("echo ref=a/b:c | tee -a ${GITHUB_OUTPUT}", ["a/b:c"]),
    ('printf "ref=%s\\n" a/b:c >> "$GITHUB_OUTPUT"', ["a/b:c"]),
    ('echo "::set-output name=ref::a/b:c"', ["a/b:c"]),
    ('tag=c\n{\n  echo "x=y"\n  echo "ref=a/b:$tag"\n} >> "$GITHUB_OUTPUT"', ["a/b:c"]),
    ('cat >> "$GITHUB_OUTPUT" <<END\nref=a/b:c\nx=y\nEND', ["a/b:c"]),
    ('cat <<"END" >> "$GITHUB_OUTPUT"\nref<<STOP\na/b:c\nSTOP\nEND', ["a/b:c"]),
    ('[ -n "$X" ] && echo "ref=a/b:c" >> $GITHUB_OUTPUT', ["", "a/b:c"]),
    (
        'if true; then echo "ref=a/b:c" >> $GITHUB_OUTPUT; else echo "ref=a/b:d" >> $GITHUB_OUTPUT; fi',
        ["a/b:c", "a/b:d"],
    ),
    ('echo "ref=a/b:${NAME,,}" >> $GITHUB_OUTPUT', ["a/b:app"]),
    ('echo "ref=a/b:c" >> $GITHUB_OUTPUT\necho "ref=a/b:d" >> $GITHUB_OUTPUT', ["a/b:d"]),
    ('echo "other=a/b:c" >> $GITHUB_OUTPUT', [""]),
]


@pytest.mark.parametrize(("script", "expected"), WRITERS)
def test_what_a_script_writes_is_the_output_of_its_step(script: str, expected: list[str]) -> None:
    indented = script.replace("\n", "\n    ")
    found = step(
        f"- id: v\n  env: {{NAME: App}}\n  run: |\n    {indented}\n"
        "- uses: docker/build-push-action@v6\n"
        "  with: {cache-to: \"${{ steps.v.outputs.ref && format('type=registry,ref={0}', steps.v.outputs.ref) || '' }}\"}"
    )
    assert sorted(build.judged.writes[0].get("ref") or "" if build.judged.writes else "" for build in found) == expected


@pytest.mark.parametrize(
    "script",
    [
        '"ref=a/b:c" >> $env:GITHUB_OUTPUT',
        'echo "ref=a/b:c" >> $env:GITHUB_OUTPUT',
        "'ref=a/b:c' | Out-File -FilePath $env:GITHUB_OUTPUT -Append",
    ],
)
def test_powershell_writes_outputs_too(script: str) -> None:
    found = step(
        f"- id: v\n  shell: pwsh\n  run: |\n    {script}\n"
        "- uses: docker/build-push-action@v6\n"
        "  with: {cache-to: 'type=registry,ref=${{ steps.v.outputs.ref }}'}"
    )
    assert refs(found) == ["a/b:c"]


def test_variables_that_a_step_writes_win_over_those_of_the_job() -> None:
    found = step(
        '- run: echo "MODE=max" >> "$GITHUB_ENV"\n'
        "- uses: docker/build-push-action@v6\n"
        "  env: {NAME: app}\n"
        "  with: {cache-to: 'type=registry,ref=a/${{ env.NAME }}:c,mode=${{ env.MODE }}'}"
    )
    assert found[0].judged.writes[0].attrs == {"ref": "a/app:c", "mode": "max"}


def test_jobs_see_the_outputs_of_those_that_they_need() -> None:
    text = """\
on: push
jobs:
  plan:
    runs-on: ubuntu-latest
    outputs: {tag: "${{ steps.p.outputs.tag }}", names: "${{ steps.p.outputs.names }}"}
    steps:
      - id: p
        run: |
          echo "tag=c" >> "$GITHUB_OUTPUT"
          echo 'names=["x", "y"]' >> "$GITHUB_OUTPUT"
  build:
    needs: plan
    runs-on: ubuntu-latest
    strategy: {matrix: {name: "${{ fromJSON(needs.plan.outputs.names) }}"}}
    steps:
      - uses: docker/build-push-action@v6
        with: {cache-to: "type=registry,ref=a/${{ matrix.name }}:${{ needs.plan.outputs.tag }}"}
"""
    assert refs(builds(text)) == ["a/x:c", "a/y:c"]


def test_what_lies_elsewhere_is_named() -> None:
    text = """\
on: push
jobs:
  there: {uses: "acme/ci/.github/workflows/build.yml@v1"}
  here: {uses: ./.github/workflows/none.yml}
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: ./.github/actions/none
      - uses: acme/builder@v1
        with: {cacheTo: type=gha}
      - shell: perl {0}
        run: run(["docker", "build", "--cache-to", "type=gha"])
"""
    reading = files.read_file("ci.yml", text, strategies.catalog())
    assert [(part.line, part.text) for part in reading.unchecked] == [
        (3, "acme/ci/.github/workflows/build.yml@v1"),
        (4, "./.github/workflows/none.yml"),
        (8, "./.github/actions/none"),
        (9, "cacheTo of acme/builder@v1"),
        (11, "perl script of job build, step 3"),
    ]
