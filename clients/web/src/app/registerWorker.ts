// Registers the service worker: the shell without network, push, and the badge.

/** Told when a newer version waits; `apply` lets it take over. */
export type OnNewVersion = (apply: () => void) => void;
let tell: OnNewVersion | null = null;
let waiting: ServiceWorker | null = null;

export function onNewVersion(listener: OnNewVersion): () => void {
  tell = listener;
  if (waiting) offer(waiting);
  return () => {
    tell = null;
  };
}

export function registerWorker(): void {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  addEventListener("load", () => {
    void navigator.serviceWorker.register("/sw.js").then(watch, (error: unknown) => {
      console.warn("the service worker could not be registered", error);
    });
  });
}

function watch(registration: ServiceWorkerRegistration | undefined): void {
  // Automated browsers that block workers resolve with nothing.
  if (!registration) return;
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
  setInterval(() => void registration.update().catch(() => undefined), 60 * 60 * 1000);
}

function offer(worker: ServiceWorker): void {
  waiting = worker;
  tell?.(() => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    worker.postMessage({ type: "take_over" });
  });
}
