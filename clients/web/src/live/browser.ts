// Which browser this is, as far as a person has to be told what to do in it.

export type Browser = "ios" | "android" | "firefox" | "safari" | "edge" | "chrome" | "other";

export function browserOf(agent = navigator.userAgent, touches = navigator.maxTouchPoints): Browser {
  // An iPad calls itself a Mac, and no Mac has a touch screen.
  if (/iPhone|iPad/.test(agent) || (/Mac OS X/.test(agent) && touches > 1)) return "ios";
  if (/Android/.test(agent)) return "android";
  if (/Firefox\//.test(agent)) return "firefox";
  if (/Edg\//.test(agent)) return "edge";
  if (/Chrome\//.test(agent)) return "chrome";
  if (/Safari\//.test(agent)) return "safari";
  return "other";
}

/** Opened from the home screen or as an app of its own. */
export const isInstalled = (): boolean =>
  matchMedia("(display-mode: standalone)").matches || (navigator as { standalone?: boolean }).standalone === true;
