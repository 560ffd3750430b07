// The box to go anywhere, loaded when it is asked for the first time.
import { lazy, Suspense, useEffect, useState } from "react";
import { untilThere } from "~/ui/untilThere";

const PaletteBox = lazy(() => untilThere(() => import("./PaletteBox").then((module) => ({ default: module.PaletteBox }))));

let ask = () => {};
export const openPalette = () => ask();

export function Palette() {
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    ask = () => setAsked((times) => times + 1);
    return () => {
      ask = () => {};
    };
  }, []);
  if (asked === 0) return null;
  return (
    <Suspense>
      <PaletteBox asked={asked} />
    </Suspense>
  );
}
