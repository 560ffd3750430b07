// What the eyes rest on. A card that reaches over the upper edge of the screen may change above that edge or below
// it, and only the first moves what is being read. Which it was is seen by where a piece of the card that is in sight
// has gone.
import type { VirtualItem } from "@tanstack/react-virtual";

interface Held {
  node: Element;
  card: Element;
  /** From the top of its card: cards above may move both. */
  top: number;
}

/** Where a piece of a card is looked for, below what sticks to the top of the screen. */
const LOOK_AT_PX = [12, 30, 50, 75, 105, 140];

const within = (node: Element, card: Element): number =>
  node.getBoundingClientRect().top - card.getBoundingClientRect().top;

export class Anchor {
  private held: Held | null = null;

  /** Holds on to the first piece in sight of the card that reaches over the upper edge. */
  take(list: Element | null): void {
    this.held = null;
    if (!list) return;
    const { left, width } = list.getBoundingClientRect();
    const sticky = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--sticky")) || 0;
    for (const below of LOOK_AT_PX) {
      // A little off the middle: what sticks to the top of a list stands there.
      const node = document.elementFromPoint(left + width / 4, sticky + below);
      const card = node?.closest("[data-report]");
      // The card itself says nothing about what is inside it.
      if (!node || !card || node === card || !list.contains(card)) continue;
      this.held = { node, card, top: within(node, card) };
      return;
    }
  }

  /** Whether the screen has to follow a card that grew by `delta`. */
  follows(row: Element | undefined, { start, end }: VirtualItem, delta: number, known: boolean, offset: number): boolean {
    if (!known) return start < offset;
    if (end <= offset) return true;
    const { held } = this;
    if (start >= offset || !held || !row?.contains(held.node)) return false;
    const moved = within(held.node, held.card) - held.top;
    if (Math.abs(moved - delta) > 1) return false;
    held.top += delta;
    return true;
  }
}
