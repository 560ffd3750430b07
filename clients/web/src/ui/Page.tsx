// The head of a screen: its name, and what can be narrowed or done there. It stays while the rest scrolls.
import { IconArrowLeft } from "@tabler/icons-react";
import { useCanGoBack, useRouter } from "@tanstack/react-router";
import { type ReactNode, useLayoutEffect, useRef } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import css from "./page.module.css";

interface Props {
  title: string;
  /** On a phone the bar below says where one is: the name is for screen readers alone. */
  quiet?: boolean;
  /** The person came here from somewhere and wants to return. */
  back?: boolean;
  side?: ReactNode;
  children?: ReactNode;
}

export function PageHead({ title, quiet = false, back = false, side, children }: Props) {
  const { t } = useTranslation();
  const router = useRouter();
  const canGoBack = useCanGoBack();
  const head = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    // What sticks below the head must know how high it is.
    const shown = head.current;
    if (!shown) return;
    // The observer tells the first height too, once the page is laid out anyway: asking here would lay it out twice.
    const watch = new ResizeObserver(([entry]) => {
      const height = entry?.borderBoxSize[0]?.blockSize ?? shown.offsetHeight;
      const top = parseFloat(getComputedStyle(shown).top) || 0;
      document.documentElement.style.setProperty("--sticky", `${height + top}px`);
    });
    watch.observe(shown);
    return () => watch.disconnect();
  }, []);
  return (
    <header ref={head} className={css.head}>
      <div className={css.row} data-quiet={quiet}>
        {back && (
          <button
            type="button"
            className={css.back}
            aria-label={t("app.back")}
            onClick={() => (canGoBack ? router.history.back() : void router.navigate({ to: "/" }))}
          >
            <IconArrowLeft size={22} />
          </button>
        )}
        <h1 className={css.title}>{title}</h1>
        {side}
      </div>
      {children}
    </header>
  );
}
