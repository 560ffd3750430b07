// Whether pushes that were sent to this device are really shown on it.
import type { Device } from "~/wire";

/** So long a device may take to say that it showed what the push service took. */
const PATIENCE_MS = 2 * 60_000;

/** The push service took the last one, and the device did not say that it showed it. */
export function isSilent(device: Device, now: number): boolean {
  const { last, shown_at: shown } = device;
  const accepted = last?.accepted_at;
  if (accepted === null || accepted === undefined || now - accepted < PATIENCE_MS) return false;
  // Server's clock on both sides; the device says it a moment after.
  return shown === null || shown === undefined || shown < accepted - PATIENCE_MS;
}

/** Hears it when this browser's worker shows a push. Answers how to stop. */
export function onShown(hear: (kind: string | undefined) => void): () => void {
  const worker = navigator.serviceWorker;
  if (!worker) return () => undefined;
  const onMessage = (event: MessageEvent) => {
    const said = event.data as { type?: string; kind?: string } | null;
    if (said?.type === "shown") hear(said.kind);
  };
  worker.addEventListener("message", onMessage);
  return () => worker.removeEventListener("message", onMessage);
}
