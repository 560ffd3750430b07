// What is done next, by whom, until when; green, with the stone.
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "~/ui/words/useTranslation";
import type { NextMoveView } from "~/wire";
import { clock, day, isPast } from "../format";
import { useCardActions } from "./actions";
import asks from "./asks.module.css";
import css from "./card.module.css";
import { Stone } from "./parts";

export function NextMoveBlock({ move }: { move: NextMoveView }) {
  const { t } = useTranslation();
  const actions = useCardActions();
  const { accompany, companion } = move;
  const late = move.state === "open" && move.due && isPast(move.due);
  const agreed = accompany?.agreed;
  const slot = agreed === null || agreed === undefined ? undefined : accompany?.slots[agreed];
  const mayAccept = accompany && !slot && accompany.who === actions.me?.id && move.state === "open";
  return (
    <section className={asks.move} data-state={move.state} aria-label={t("card.nextMove")}>
      <span style={{ paddingTop: 7 }}>
        <Stone />
      </span>
      <div style={{ minWidth: 0, flex: 1 }}>
        <div className={asks.moveWhat}>
          <small>{t("card.nextMove")}</small>
          {move.what}
        </div>
        <div className={asks.moveMeta}>
          <span>
            {t(`move.${move.kind}`)} ·{" "}
            <Link to="/members/$id" params={{ id: move.owner_ref.id }}>
              {move.owner_ref.name}
            </Link>
          </span>
          {move.due && (
            <span className={`num ${late ? asks.late : ""}`}>
              {t(late ? "card.overdue" : "card.due", { day: day(move.due) })}
            </span>
          )}
          {slot && (
            <span className="num">
              {t("card.agreed", { when: slotText(slot) })} {companion?.name}
            </span>
          )}
          {!slot && companion && <span>{t("card.accompany", { name: companion.name })}</span>}
          {move.state === "done" && <span>{t("card.moveDone")}</span>}
          {move.state === "dropped" && <span>{t("card.moveDropped")}</span>}
        </div>
        {mayAccept && accompany.slots.length > 0 && (
          <div className={css.actions}>
            {accompany.slots.map((one, place) => (
              <Button
                key={one.from}
                size="xs"
                variant="default"
                className="num"
                onClick={() => actions.acceptSlot(move.id, place)}
              >
                {t("card.slotAccept", { when: slotText(one) })}
              </Button>
            ))}
          </div>
        )}
      </div>
    </section>
  );
}

const slotText = (slot: { from: number; until: number }): string =>
  `${day(slot.from)} ${clock(slot.from)}–${clock(slot.until)}`;
