// Registers the service worker: the shell without network, push, and the badge; and changes to a newer
// version of this client without taking anything from under a person's hands.

/** Told when a newer version waits; `apply` lets it take over. */
export type OnNewVersion = (apply: () => void) => void;
let tell: OnNewVersion | null = null;
let waiting: ServiceWorker | null = null;
let registered: ServiceWorkerRegistration | null = null;
/** Another tab changed the version: this one follows as soon as nobody looks, or goes elsewhere. */
let outdated = false;

const HOUR_MS = 60 * 60 * 1000;
/** After a restart of the server all clients come back at once; they look at different moments. */
const LOOK_WITHIN_MS = 60_000;
/** Set while a reload after a missing part is tried, so that it is tried once. */
const RELOADED = "uchite.reloaded-at";

export function onNewVersion(listener: OnNewVersion): () => void {
  tell = listener;
  if (waiting) offer(waiting);
  return () => {
    tell = null;
  };
}

/** Whether going to another screen should fetch the page anew. */
export const isOutdated = (): boolean => outdated;

export function registerWorker(): void {
  addEventListener("vite:preloadError", () => void reloadWhereServed());
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  addEventListener("load", () => {
    void navigator.serviceWorker.register("/sw.js").then(watch, (error: unknown) => {
      console.warn("the service worker could not be registered", error);
    });
  });
}

/** The connection came back: maybe from another version of the server. */
export function lookForNewVersion(random: () => number = Math.random): void {
  if (!registered) return;
  setTimeout(() => void registered?.update().catch(() => undefined), random() * LOOK_WITHIN_MS);
}

function watch(registration: ServiceWorkerRegistration | undefined): void {
  // Automated browsers that block workers resolve with nothing.
  if (!registration) return;
  registered = registration;
  const found = () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => {
      // The first worker of all has nothing to replace.
      if (worker.state === "installed" && navigator.serviceWorker.controller) offer(worker);
    });
  };
  if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting);
  registration.addEventListener("updatefound", found);
  // A tab that stays open for days hears of a new version too.
  setInterval(() => void registration.update().catch(() => undefined), HOUR_MS);
  followOtherTabs();
}

function offer(worker: ServiceWorker): void {
  waiting = worker;
  tell?.(() => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    worker.postMessage({ type: "take_over" });
  });
}

function followOtherTabs(): void {
  // The first worker of all takes over a page that is as new as itself.
  let first = navigator.serviceWorker.controller === null;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (first) {
      first = false;
      return;
    }
    outdated = true;
    if (document.visibilityState === "hidden") location.reload();
  });
  document.addEventListener("visibilitychange", () => {
    if (outdated && document.visibilityState === "hidden") location.reload();
  });
}

/** A part of this version that the server has no more: what was written is kept, so begin anew, once. Where the server
 * does not answer at all, a reload would take away the page that is there. */
async function reloadWhereServed(): Promise<void> {
  const served = await fetch("/healthz", { cache: "no-store" }).then(
    ({ ok }) => ok,
    () => false,
  );
  const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
  if (!served || Date.now() - last < HOUR_MS) return;
  sessionStorage.setItem(RELOADED, String(Date.now()));
  location.reload();
}
