// Parts of the client that come after the first screen.

const AGAIN_MS = 2_000;

/** Fetches a part; without a network, once there is one. A screen that stands must not fall for a part of it. */
export async function untilThere<Part>(fetch: () => Promise<Part>): Promise<Part> {
  for (;;) {
    try {
      return await fetch();
    } catch {
      await new Promise((again) => setTimeout(again, AGAIN_MS));
    }
  }
}
