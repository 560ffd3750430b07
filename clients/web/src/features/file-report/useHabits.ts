// What this member filed last on this device.
import { useCallback, useEffect, useState } from "react";
import { useLive } from "~/live/context";
import { filed, type Habits, NO_HABITS } from "./suggest";

const STORE_KEY = "habits";

/** Null until the device was asked. */
export function useHabits(): { habits: Habits | null; learn: (deal: number, template: number) => void } {
  const { chest } = useLive();
  const [habits, setHabits] = useState<Habits | null>(null);
  useEffect(() => {
    let here = true;
    void chest
      .kept<Habits>(STORE_KEY)
      .catch(() => undefined)
      .then((held) => here && setHabits(held ?? NO_HABITS));
    return () => {
      here = false;
    };
  }, [chest]);
  const learn = useCallback(
    (deal: number, template: number) =>
      void chest.keep(STORE_KEY, filed(habits ?? NO_HABITS, deal, template), Date.now()).catch(() => undefined),
    [chest, habits],
  );
  return { habits, learn };
}
