// A failure in the words of the person who meets it.
import i18next from "i18next";
import { NoAnswer, Problem } from "~/wire/problem";

export function codeText(code: string): string {
  const key = `problem.${code}`;
  return i18next.exists(key) ? i18next.t(key as "problem.internal") : i18next.t("problem.unknown", { code });
}

export function problemText(error: unknown): string {
  if (error instanceof NoAnswer) return i18next.t("problem.no_answer");
  if (error instanceof Problem) return codeText(error.code);
  return i18next.t("problem.unknown", { code: error instanceof Error ? error.name : "?" });
}
