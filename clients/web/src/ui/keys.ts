// Keys and the IME: a key that belongs to a composition is nobody else's.
import { type KeyboardEvent as ReactKeyboardEvent, useEffect, useRef } from "react";

/** Safari ends a composition before the Enter that confirmed it, and says so only by the key code. */
const COMPOSING_KEY_CODE = 229;

export function composing(event: KeyboardEvent | ReactKeyboardEvent): boolean {
  const native = "nativeEvent" in event ? event.nativeEvent : event;
  return native.isComposing || native.keyCode === COMPOSING_KEY_CODE;
}

/** Ctrl+Enter or ⌘+Enter, never in the middle of a composition. Enter alone makes a new line. */
export function isSend(event: KeyboardEvent | ReactKeyboardEvent): boolean {
  return event.key === "Enter" && (event.ctrlKey || event.metaKey) && !composing(event);
}

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.closest('[role="dialog"],[role="listbox"],[role="menu"]') !== null;
}

export type Shortcuts = Record<string, (event: KeyboardEvent) => void>;

/** Shortcuts of a screen. Single keys rest while somebody writes or chooses, all of them while one composes. */
export function useShortcuts(shortcuts: Shortcuts, enabled = true): void {
  const held = useRef(shortcuts);
  useEffect(() => {
    held.current = shortcuts;
  });
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || composing(event) || event.altKey) return;
      const chord = event.ctrlKey || event.metaKey;
      // A chord writes nothing, so it goes through while somebody writes.
      if (!chord && typing(event.target)) return;
      const run = held.current[chord ? `mod+${event.key.toLowerCase()}` : event.key];
      if (!run) return;
      event.preventDefault();
      run(event);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [enabled]);
}
