// Amounts, days and moments as people here write them.
import i18next from "i18next";

const MAN = 10_000;
const OKU = 100_000_000;

const isJapanese = () => (i18next.language ?? "ja").startsWith("ja");

const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();
function number(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale + JSON.stringify(options);
  let held = cache.get(key) as Intl.NumberFormat | undefined;
  if (!held) cache.set(key, (held = new Intl.NumberFormat(locale, options)));
  return held;
}
function date(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  let held = cache.get(key) as Intl.DateTimeFormat | undefined;
  if (!held) cache.set(key, (held = new Intl.DateTimeFormat(locale, options)));
  return held;
}

/** 6,525万円, 1.2億円; ¥65.25M in English. */
export function yen(amount: number): string {
  if (!isJapanese()) {
    return number("en", { style: "currency", currency: "JPY", notation: "compact", maximumFractionDigits: 2 }).format(amount);
  }
  if (amount === 0) return "0円";
  if (Math.abs(amount) >= OKU) return `${number("ja", { maximumFractionDigits: 2 }).format(amount / OKU)}億円`;
  if (Math.abs(amount) >= MAN) return `${number("ja", { maximumFractionDigits: 1 }).format(amount / MAN)}万円`;
  return `${number("ja", {}).format(amount)}円`;
}

const at = (moment: number | string): Date =>
  // A day without a time is a day here, not midnight in Greenwich.
  typeof moment === "string" ? new Date(`${moment}T00:00:00`) : new Date(moment);

function dayNumber(moment: Date): number {
  return Math.floor((moment.getTime() - moment.getTimezoneOffset() * 60_000) / 86_400_000);
}

/** 12/20(日); with the year instead of the weekday when it is another one. */
export function day(moment: number | string, now = Date.now()): string {
  const when = at(moment);
  const sameYear = when.getFullYear() === new Date(now).getFullYear();
  // 17/12 is two days to half of the world: English names the month.
  const options: Intl.DateTimeFormatOptions = { month: isJapanese() ? "numeric" : "short", day: "numeric" };
  if (sameYear) options.weekday = "short";
  else options.year = "numeric";
  return date(isJapanese() ? "ja-JP" : "en-GB", options).format(when);
}

export function clock(moment: number): string {
  return date(isJapanese() ? "ja-JP" : "en-GB", { hour: "numeric", minute: "2-digit" }).format(new Date(moment));
}

/** 3分前, 今日 14:05, 昨日 17:00, 11/23(月) 17:00. */
export function moment(when: number, now = Date.now()): string {
  const minutes = Math.floor((now - when) / 60_000);
  if (minutes >= 0 && minutes < 1) return i18next.t("time.justNow");
  if (minutes >= 0 && minutes < 60) return i18next.t("time.minutes", { count: minutes });
  const days = dayNumber(new Date(now)) - dayNumber(new Date(when));
  if (days === 0) return `${i18next.t("time.today")} ${clock(when)}`;
  if (days === 1) return `${i18next.t("time.yesterday")} ${clock(when)}`;
  return `${day(when, now)} ${clock(when)}`;
}

/** The whole moment, for titles and screen readers. */
export function fullMoment(when: number): string {
  return date(isJapanese() ? "ja-JP" : "en-GB", { dateStyle: "full", timeStyle: "short" }).format(new Date(when));
}

/** Whole days from one moment to another, counted by the calendar. */
export function daysBetween(from: number, to: number): number {
  return dayNumber(new Date(to)) - dayNumber(new Date(from));
}

/** The day as the wire writes it. */
export function wireDay(when: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())}`;
}

export const isPast = (dayText: string, now = Date.now()): boolean => dayText < wireDay(new Date(now));

/** 999+ beyond three digits. */
export const count = (n: number): string => (n > 999 ? "999+" : String(n));

/** The one sign that stands for a person. */
export const initial = (name: string): string => Array.from(name.trim())[0] ?? "?";

export const bytes = (n: number): string =>
  n < 1024 * 1024 ? `${Math.max(1, Math.round(n / 1024))} KB` : `${(n / 1024 / 1024).toFixed(1)} MB`;

export const inLanguage = (japanese: string, english: string | undefined): string =>
  !isJapanese() && english ? english : japanese;

/** Ctrl+Enter or ⌘+Enter, as this machine's keyboard has it. */
export const sendKey = (): string => (/Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘↩" : "Ctrl+Enter");

/** 東和精密工業㈱: the legal form in one sign, where every sign counts. */
export const shortCompany = (name: string): string =>
  name.replace(/株式会社/, "㈱").replace(/有限会社/, "㈲").replace(/合同会社/, "(同)").replace(/医療法人/, "(医)");
