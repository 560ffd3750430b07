// Stands above the timeline of a new organisation alone, and is fetched for it alone.
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { stepsFor } from "~/features/first-steps/steps";
import { queries } from "~/state/stock";
import { untilThere } from "~/ui/untilThere";

const FirstSteps = lazy(() => untilThere(() => import("~/features/first-steps/FirstSteps").then((part) => ({ default: part.FirstSteps }))));

export function WayIn() {
  // What is known by now; the stock is fetched once there is time for it.
  const me = useQuery({ ...queries.me, enabled: false }).data;
  const members = useQuery({ ...queries.members, enabled: false }).data;
  const customers = useQuery({ ...queries.customers, enabled: false }).data;
  const deals = useQuery({ ...queries.deals, enabled: false }).data;
  if (!me || !members || !customers || !deals) return null;
  const done = stepsFor({ me, members, customers, deals });
  if (!done) return null;
  return (
    <Suspense>
      <FirstSteps me={me} done={done} />
    </Suspense>
  );
}
