// The words of the screen: Japanese first, English second.
import i18next from "i18next";
import { en } from "./en";
import { ja } from "./ja";

export type Language = "ja" | "en";
const HELD = "uchite.language";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "words";
    resources: { words: typeof ja };
    returnNull: false;
  }
}

/** The language that was chosen; Japanese where nobody chose. */
export function startLanguage(): Language {
  const held = globalThis.localStorage?.getItem(HELD);
  return held === "en" ? "en" : "ja";
}

export async function speak(language: Language): Promise<void> {
  localStorage.setItem(HELD, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export function setUpWords(language: Language = startLanguage()): typeof i18next {
  void i18next.init({
    resources: { ja: { words: ja }, en: { words: en } },
    lng: language,
    fallbackLng: "ja",
    defaultNS: "words",
    ns: ["words"],
    interpolation: { escapeValue: false },
    initAsync: false,
    showSupportNotice: false,
  });
  // The tests of the rooms run without a document.
  if (typeof document !== "undefined") document.documentElement.lang = language;
  return i18next;
}
