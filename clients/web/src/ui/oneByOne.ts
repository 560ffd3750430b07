// A long screen is drawn piece by piece: what is seen first answers the tap, and each further piece comes in a frame of
// its own, so that whoever taps meanwhile waits for one piece at most.
import { startTransition, useEffect, useState } from "react";

/** How many of so many further pieces stand by now. */
export function useOneByOne(pieces: number): number {
  const [there, setThere] = useState(0);
  useEffect(() => {
    if (there >= pieces) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      // Once that frame was painted.
      timer = setTimeout(() => startTransition(() => setThere(there + 1)));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [there, pieces]);
  return there;
}
