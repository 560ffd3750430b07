// @vitest-environment node
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { en } from "~/ui/words/en";
import { ja } from "~/ui/words/ja";

type Tree = { [key: string]: string | Tree };

function leaves(tree: Tree, path = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const name = path ? `${path}.${key}` : key;
    if (typeof value === "string") found.set(name, value);
    else for (const [inner, text] of leaves(value, name)) found.set(inner, text);
  }
  return found;
}

const japanese = leaves(ja as Tree);
const english = leaves(en as Tree);
const slots = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map((one) => one[1]).sort();

function* sources(folder: string): Generator<[string, string]> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile() && /\.tsx?$/.test(entry.name) && !path.includes("/words/")) yield [path, readFileSync(path, "utf8")];
  }
}

describe("the words", () => {
  it("are there in both languages", () => {
    expect([...english.keys()].sort()).toEqual([...japanese.keys()].sort());
  });

  it("have the same gaps in both languages", () => {
    for (const [key, text] of japanese) expect(slots(english.get(key) ?? ""), key).toEqual(slots(text));
  });

  it("are empty only where nothing is to be said", () => {
    const empty = [...japanese].filter(([, text]) => text === "").map(([key]) => key);
    expect(empty).toEqual(["decision.unknown", "people.role.member"]);
  });

  it("exist for every key that a screen asks for", () => {
    const missing: string[] = [];
    for (const [path, text] of sources(join(import.meta.dirname, "../src"))) {
      for (const [, key] of text.matchAll(/\bt\(\s*"([\w.]+)"/g)) {
        if (key && !japanese.has(key) && !japanese.has(`${key}_other`)) missing.push(`${path}: ${key}`);
      }
    }
    expect(missing).toEqual([]);
  });

  it("are each said by some screen", () => {
    const said = new Set<string>();
    const patterns: RegExp[] = [];
    for (const [, text] of sources(join(import.meta.dirname, "../src"))) {
      for (const [, key] of text.matchAll(/"(\w+(?:\.\w+)+)"/g)) if (key) said.add(key);
      // `deals.role.${role}`: whatever stands in the gap.
      for (const [, made] of text.matchAll(/`(\w+\.[\w.]*\${[^`]*)`/g)) {
        if (made) patterns.push(new RegExp(`^${made.replace(/\./g, "\\.").replace(/\${[^}]*}/g, "\\w+")}$`));
      }
    }
    const silent = [...japanese.keys()].filter((key) => {
      const asked = key.replace(/_(one|other)$/, "");
      return !said.has(asked) && !patterns.some((pattern) => pattern.test(asked));
    });
    expect(silent).toEqual([]);
  });

  it("are asked for through one hook alone: another would not hear that the language changed", () => {
    const others = [...sources(join(import.meta.dirname, "../src"))].filter(([, text]) => text.includes('"react-i18next"'));
    expect(others.map(([path]) => path)).toEqual([]);
  });

  it("stand in the catalogue and not in the screens", () => {
    const stray: string[] = [];
    // The product's own name on the manifest's fallback, the names of languages in themselves, and folding.
    const allowed = /"打ち手"|"日本語"|YYYY年M月|["'`]（|`（|）`|["'`]、["'`]|"・"/;
    for (const [path, text] of sources(join(import.meta.dirname, "../src"))) {
      if (/state\/fold\.ts|ui\/format\.ts|MentionText\.tsx|wire\//.test(path)) continue;
      text.split("\n").forEach((line, at) => {
        const code = line.replace(/\/\/.*$|\/\*.*?\*\/|^\s*\*.*$/g, "");
        if (/[\u3040-\u30ff\u4e00-\u9fff]/.test(code) && !allowed.test(code)) stray.push(`${path}:${at + 1} ${code.trim()}`);
      });
    }
    expect(stray).toEqual([]);
  });
});
