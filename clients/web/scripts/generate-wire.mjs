// Writes src/wire/schema.ts from the server's OpenAPI document, frames included.
//   npm run generate -- path/to/openapi.json
//   npm run generate -- --check path/to/openapi.json    fails when the file on disk is another
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const args = process.argv.slice(2);
const check = args.includes("--check");
const source = args.find((arg) => !arg.startsWith("--"));
if (!source) {
  console.error("usage: npm run generate -- [--check] <openapi.json>");
  process.exit(2);
}
const target = new URL("../src/wire/schema.ts", import.meta.url);
const document = JSON.parse(await readFile(source, "utf8"));
// Refusals have one shape for all calls, and the client knows it; thousands of lines would only repeat it.
for (const path of Object.values(document.paths)) {
  for (const operation of Object.values(path)) {
    for (const status of Object.keys(operation.responses ?? {})) {
      if (!status.startsWith("2")) delete operation.responses[status];
    }
  }
}
const head = "// Generated from the server's OpenAPI document by `npm run generate`. Do not edit.\n/* eslint-disable */\n";
const text = head + astToString(await openapiTS(document, {
  alphabetize: true,
  // A field with a default may be left out of what is sent.
  defaultNonNullable: false,
}));
if (check) {
  const held = await readFile(target, "utf8").catch(() => "");
  if (held !== text) {
    console.error("src/wire/schema.ts is stale: run npm run generate");
    process.exit(1);
  }
} else {
  await writeFile(target, text);
}
