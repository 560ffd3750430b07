// The words for a component. react-i18next copies the whole i18next instance for every component that asks, which was a
// sixth of the script that ran while a feed was scrolled; here they share one function for each language.
import i18next, { type TFunction } from "i18next";
import { useSyncExternalStore } from "react";

/** By language. What has no slots is looked up once. */
const speakers = new Map<string, TFunction>();

function speaker(language: string): TFunction {
  let held = speakers.get(language);
  if (!held) speakers.set(language, (held = makeSpeaker(language)));
  return held;
}

function makeSpeaker(language: string): TFunction {
  const translate = i18next.getFixedT(language) as unknown as (key: string, slots?: object) => string;
  const plain = new Map<string, string>();
  const speak = (key: string, slots?: object): string => {
    if (slots) return translate(key, slots);
    let words = plain.get(key);
    if (words === undefined) plain.set(key, (words = translate(key)));
    return words;
  };
  return speak as unknown as TFunction;
}

const subscribe = (tell: () => void): (() => void) => {
  i18next.on("languageChanged", tell);
  return () => i18next.off("languageChanged", tell);
};

const now = (): TFunction => speaker(i18next.language);

/** `t` says a word in the language of the screen, and is another function once that changes. */
export function useTranslation(): { t: TFunction; i18n: typeof i18next } {
  return { t: useSyncExternalStore(subscribe, now), i18n: i18next };
}
