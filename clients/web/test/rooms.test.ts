// @vitest-environment node
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const SRC = join(import.meta.dirname, "../src");
/** Which rooms a room may take from. */
const MAY: Record<string, readonly string[]> = {
  wire: ["wire"],
  live: ["live", "wire"],
  state: ["state", "wire"],
  ui: ["ui", "wire"],
  features: ["features", "ui", "state", "live", "wire"],
  app: ["app", "features", "ui", "state", "live", "wire"],
};
const LINES_MAX = 500;

const files = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => relative(SRC, join(entry.parentPath ?? entry.path, entry.name)));

/** Where an import of a file leads, as a path below src; null: a package or a style sheet. */
function target(file: string, spec: string): string | null {
  if (spec.startsWith("~/")) return spec.slice(2);
  if (!spec.startsWith(".")) return null;
  return relative(SRC, join(SRC, file, "..", spec));
}

function imports(file: string): string[] {
  const text = readFileSync(join(SRC, file), "utf8");
  const found = text.matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g);
  return [...found].map((one) => target(file, one[1] ?? "")).filter((one) => one !== null);
}

describe("the rooms of the client", () => {
  it("take only from the rooms below them", () => {
    const wrong = files.flatMap((file) => {
      const room = file.split("/")[0] ?? "";
      return imports(file)
        .filter((to) => !MAY[room]?.includes(to.split("/")[0] ?? ""))
        .map((to) => `${file} takes from ${to}`);
    });
    expect(wrong).toEqual([]);
  });

  it("have features that do not know one another", () => {
    const wrong = files
      .filter((file) => file.startsWith("features/"))
      .flatMap((file) => {
        const own = file.split("/")[1];
        return imports(file)
          .filter((to) => to.startsWith("features/") && to.split("/")[1] !== own)
          .map((to) => `${file} takes from ${to}`);
      });
    expect(wrong).toEqual([]);
  });

  it("name paths of the server in one place", () => {
    const wrong = files.filter(
      (file) =>
        !file.startsWith("wire/") &&
        // The socket and the worker have an address of their own.
        !["live/connection.ts", "app/sw.ts"].includes(file) &&
        readFileSync(join(SRC, file), "utf8").includes("/api/v1"),
    );
    expect(wrong).toEqual([]);
  });

  it("hold files that say what they are, of a size that can be read", () => {
    const wrong = files.filter((file) => {
      if (file === "wire/schema.ts") return false;
      const text = readFileSync(join(SRC, file), "utf8");
      return !text.startsWith("//") || text.split("\n").length > LINES_MAX;
    });
    expect(wrong).toEqual([]);
  });
});
