// What a screen shows when it has nothing, has failed, or is on its way.
import { Button, Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import css from "./states.module.css";

interface EmptyProps {
  title: string;
  hint?: string;
  children?: ReactNode;
}

export function Empty({ title, hint, children }: EmptyProps) {
  return (
    <div className={css.empty}>
      <span className={css.board} aria-hidden>
        <span />
      </span>
      <p className={css.title}>{title}</p>
      {hint && <p className={css.hint}>{hint}</p>}
      {children}
    </div>
  );
}

export function Failed({ text, onAgain }: { text: string; onAgain: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={css.empty} role="alert">
      <p className={css.title}>{t("timeline.failed")}</p>
      <p className={css.hint}>{text}</p>
      <Button variant="default" onClick={onAgain}>
        {t("app.again")}
      </Button>
    </div>
  );
}

export function CardSkeletons({ count = 3 }: { count?: number }) {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("app.loading")} className={css.skeletons}>
      {Array.from({ length: count }, (_, place) => (
        <div key={place} className={css.skeleton}>
          <div className={css.line}>
            <Skeleton circle h={38} w={38} />
            <div style={{ flex: 1 }}>
              <Skeleton h={14} w="42%" mb={8} />
              <Skeleton h={11} w="30%" />
            </div>
          </div>
          <Skeleton h={92} radius="md" mt={12} />
          <Skeleton h={13} mt={14} />
          <Skeleton h={13} mt={9} w="80%" />
        </div>
      ))}
    </div>
  );
}
