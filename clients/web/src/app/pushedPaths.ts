// Where a tapped notification leads while a window of this client is open, whoever is signed in there.

type Go = (path: string) => void;
let go: Go | null = null;

/** Who goes there without loading the page anew. */
export function onPushedPath(how: Go): () => void {
  go = how;
  return () => {
    if (go === how) go = null;
  };
}

export function hearPushedPaths(): void {
  navigator.serviceWorker?.addEventListener("message", (event: MessageEvent) => {
    const said = event.data as { type?: string; path?: string } | null;
    if (said?.type !== "go" || !said.path) return;
    // Before the sign-in there is no screen to change: the address is kept, and shown after it.
    if (go) go(said.path);
    else location.assign(said.path);
  });
}
