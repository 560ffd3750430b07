// What the eyes rest on. A card that reaches over the upper edge of the screen may change above that edge or below
// it, and only the first moves what is being read. Which it was is seen by where a piece of the card that is in sight
// has gone.
import type { VirtualItem } from "@tanstack/react-virtual";

interface Held {
  node: Element;
  /** From the top of the document. */
  top: number;
}

const documentTop = (node: Element): number => node.getBoundingClientRect().top + scrollY;

export class Anchor {
  private held: Held | null = null;

  /** Holds on to the piece of a card that stands first below what sticks to the top of the screen. */
  take(list: Element | null): void {
    this.held = null;
    if (!list) return;
    const { left, width } = list.getBoundingClientRect();
    const sticky = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--sticky")) || 0;
    const node = document.elementFromPoint(left + width / 2, sticky + 24);
    const card = node?.closest("[data-report]");
    // The card itself says nothing about what is inside it.
    if (node && card && node !== card && list.contains(card)) this.held = { node, top: documentTop(node) };
  }

  /** Whether the screen has to follow a card that grew by `delta`. */
  follows(row: Element | undefined, { start, end }: VirtualItem, delta: number, known: boolean, offset: number): boolean {
    if (!known) return start < offset;
    if (end <= offset) return true;
    const { held } = this;
    if (start >= offset || !held || !row?.contains(held.node)) return false;
    const moved = documentTop(held.node) - held.top;
    if (Math.abs(moved - delta) > 1) return false;
    held.top += delta;
    return true;
  }
}
