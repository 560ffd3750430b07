// What it takes to file a report: taps and seconds from "new" to "file", for whoever designs the forms. A
// report that was written in several goes is not counted.
import { useEffect, useRef } from "react";
import type { FileReport } from "~/wire";

type Effort = NonNullable<FileReport["effort"]>;

/** The tap that led here. */
const THE_WAY_HERE = 1;
const TEXTS = /^(text|search|email|url|tel|number|password)$/;

/** Puts the caret somewhere: that belongs to the text that follows. */
export function isIntoText(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  const field = target.closest("input,textarea");
  return field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && TEXTS.test(field.type));
}

/** Answers what to hand along; undefined where it was not all seen from here. */
export function useEffort(resumed: boolean): () => Effort | undefined {
  const taps = useRef(THE_WAY_HERE);
  const since = useRef(Date.now());
  const whole = useRef(true);
  if (resumed) whole.current = false;
  useEffect(() => {
    const onClick = (event: MouseEvent) => {
      // A tap on a chip is followed by one that the browser makes on the box in it.
      const made = event.target instanceof HTMLInputElement;
      // Keys click too, and then nothing was pressed.
      const pressed = event.isTrusted && event.detail > 0;
      if (pressed && !made && !isIntoText(event.target)) taps.current += 1;
    };
    document.addEventListener("click", onClick, true);
    return () => document.removeEventListener("click", onClick, true);
  }, []);
  return () =>
    whole.current ? { taps: taps.current, seconds: Math.round((Date.now() - since.current) / 1000) } : undefined;
}
