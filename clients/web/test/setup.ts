// What jsdom lacks and the client needs.
import "fake-indexeddb/auto";
import { setUpWords } from "~/ui/words";

setUpWords("ja");

class NoObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
  takeRecords() {
    return [];
  }
}
Object.assign(globalThis, { ResizeObserver: NoObserver, IntersectionObserver: NoObserver });
globalThis.matchMedia ??= ((query: string) => ({
  matches: false, media: query, onchange: null,
  addEventListener() {}, removeEventListener() {}, addListener() {}, removeListener() {},
  dispatchEvent: () => false,
})) as typeof matchMedia;
if (typeof document !== "undefined") {
  Element.prototype.scrollIntoView ??= () => {};
  if (!("fonts" in document)) Object.defineProperty(document, "fonts", { value: new EventTarget() });
}
