// The browser's own offer to install this client, held until a person asks for it.
import { useSyncExternalStore } from "react";

interface InstallEvent extends Event {
  prompt(): Promise<unknown>;
}

let held: InstallEvent | null = null;
const listeners = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};

export function hearInstallOffer(): void {
  addEventListener("beforeinstallprompt", (event) => {
    // Not when it suits the browser: when somebody looks for it.
    event.preventDefault();
    held = event as InstallEvent;
    tell();
  });
  addEventListener("appinstalled", () => {
    held = null;
    tell();
  });
}

/** Asks the browser to install; null where it offers nothing, or has done so. */
export function useInstallOffer(): (() => void) | null {
  const event = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => held,
  );
  if (!event) return null;
  return () => {
    // An offer can be taken up once.
    held = null;
    void event.prompt().finally(tell);
  };
}
