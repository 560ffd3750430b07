// The styles of those Mantine components that are drawn, and of no other: its whole stylesheet is seven times as large.
// Which they are is read from what the sources import; what these draw themselves, from Mantine's own modules.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Plugin } from "vite";

const VIRTUAL = "virtual:mantine.css";
/** The base of all of them, in the order that Mantine asks for. */
const BASE = ["baseline", "default-css-variables", "global"];
/** Sister packages that draw components of the core. */
const SISTERS = ["dates", "notifications", "spotlight"];

function* files(folder: string, pattern: RegExp): Generator<string> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && pattern.test(entry.name)) yield join(entry.parentPath ?? entry.path, entry.name);
  }
}

/** The names that these files import from the core. */
function imported(paths: Iterable<string>): Set<string> {
  const names = new Set<string>();
  for (const path of paths) {
    for (const [, list] of readFileSync(path, "utf8").matchAll(/import\s*{([^}]*)}\s*from\s*"@mantine\/core"/g)) {
      for (const one of (list ?? "").split(",")) names.add(one.trim().replace(/^type\s+/, "").replace(/\s+as\s.*/, ""));
    }
  }
  return names;
}

/** The style modules that a module of the core reaches. */
function stylesOf(path: string, seen: Set<string>, found: Set<string>): void {
  if (seen.has(path)) return;
  seen.add(path);
  const module = /([\w-]+)\.module\.mjs$/.exec(path);
  if (module?.[1]) {
    found.add(module[1]);
    return;
  }
  for (const [, to] of readFileSync(path, "utf8").matchAll(/from "(\.[^"]+)"/g)) {
    if (to) stylesOf(resolve(dirname(path), to), seen, found);
  }
}

function stylesheet(root: string): string {
  const mantine = join(root, "node_modules/@mantine");
  const core = join(mantine, "core");
  const names = imported([
    ...files(join(root, "src"), /\.tsx?$/),
    ...SISTERS.flatMap((sister) => [...files(join(mantine, sister, "esm"), /\.mjs$/)]),
  ]);
  const index = join(core, "esm/index.mjs");
  const found = new Set<string>();
  const seen = new Set<string>();
  for (const [, list, from] of readFileSync(index, "utf8").matchAll(/import {([^}]*)} from "(\.[^"]+)"/g)) {
    if (list && from && list.split(",").some((name) => names.has(name.trim()))) stylesOf(resolve(dirname(index), from), seen, found);
  }
  // Later rules win over earlier ones of the same weight, so the order of the whole stylesheet is kept.
  const whole = readFileSync(join(core, "styles.css"), "utf8");
  const sheet = (name: string) => readFileSync(join(core, `styles/${name}.layer.css`), "utf8");
  const place = (name: string) => whole.indexOf(/\.m_\w+/.exec(sheet(name))?.[0] ?? "");
  const components = [...found].filter((name) => !BASE.includes(name)).sort((a, b) => place(a) - place(b));
  return [...BASE, ...components].map(sheet).join("\n");
}

/** Vite's `import "virtual:mantine.css"`. */
export function mantineStyles(root: string): Plugin {
  return {
    name: "mantine-styles",
    resolveId: (id) => (id === VIRTUAL ? `\0${VIRTUAL}` : undefined),
    load: (id) => (id === `\0${VIRTUAL}` ? stylesheet(root) : undefined),
  };
}
