// Everybody, and for the administrator how another one is added.
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { lazy, Suspense } from "react";
import { PeoplePage } from "~/features/people/PeoplePage";
import { useMe } from "~/state/stock";
import { untilThere } from "~/ui/untilThere";
import { useTranslation } from "~/ui/words/useTranslation";

const AddMember = lazy(() => untilThere(() => import("~/features/first-steps/AddMember").then((part) => ({ default: part.AddMember }))));

export function People() {
  const { t } = useTranslation();
  const [adding, { open, close }] = useDisclosure(false);
  if (useMe()?.member.role !== "admin") return <PeoplePage />;
  return (
    <>
      <PeoplePage
        side={
          <Button size="sm" variant="default" onClick={open}>
            {t("firstSteps.addMember")}
          </Button>
        }
      />
      {adding && (
        <Suspense>
          <AddMember opened onClose={close} />
        </Suspense>
      )}
    </>
  );
}
