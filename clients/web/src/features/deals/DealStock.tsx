// Everything that is known of a deal, beside the feed or above it: where it stands, who decides, who of us
// knows them, who competes, what is done next.
import { Button, Modal, Skeleton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { newRef } from "~/live/outbox";
import { askAnew } from "~/state/askAnew";
import {
  dealChanged, useById, useCompetitors, useContacts, useCustomers, useMe, useMembers, useProducts,
} from "~/state/stock";
import { ContactList } from "~/ui/stock/ContactList";
import { Stone } from "~/ui/card/parts";
import { Steps } from "~/ui/card/StockPanel";
import { day, daysBetween, isPast, moment, yen } from "~/ui/format";
import { problemText } from "~/ui/problemText";
import { MoveFields } from "~/ui/MoveFields";
import type { Deal, MoveState, NewNextMove, NextMove } from "~/wire";
import * as calls from "~/wire/calls";
import css from "./deals.module.css";

/** Open next moves that are shown before somebody asks for all. */
const MOVES_SHOWN = 3;

export function useDeal(id: number) {
  return useQuery({ queryKey: ["deal", id], queryFn: () => calls.deal(id), staleTime: 60_000 });
}

export function DealStock({ id, withTitle = true }: { id: number; withTitle?: boolean }) {
  const { t } = useTranslation();
  // Above a feed it must leave room for the feed.
  const folded = useMediaQuery("(max-width: 74.99em)", undefined, { getInitialValueInEffect: false });
  const { data: deal, isPending } = useDeal(id);
  const customers = useById(useCustomers());
  if (isPending) return <Skeleton h={260} radius="lg" />;
  if (!deal) return null;
  const customer = customers.get(deal.customer);
  return (
    <section className={css.stock} aria-label={t("deals.stock")}>
      {withTitle && (
        <Link to="/deals/$id" params={{ id }} className={css.name}>
          {deal.general ? t("card.general") : deal.name}
        </Link>
      )}
      {customer && (
        <Link to="/customers/$id" params={{ id: customer.id }} className={css.customer}>
          {customer.name}
        </Link>
      )}
      {!deal.general && <Standing deal={deal} />}
      <NextMoves deal={deal} />
      {folded ? (
        <details className={css.details}>
          <summary>{t("deals.details")}</summary>
          <Contacts deal={deal} />
          <Others deal={deal} />
        </details>
      ) : (
        <>
          <Contacts deal={deal} />
          <Others deal={deal} />
        </>
      )}
      <Link to="/new" search={{ deal: id }} className={css.write}>
        {t("deals.reportOn")}
      </Link>
    </section>
  );
}

function Standing({ deal }: { deal: Deal }) {
  const { t } = useTranslation();
  const stages = useMe()?.stages ?? [];
  const stage = stages[deal.stage];
  const of = stages.filter((one) => one.outcome !== "lost").length;
  const outcome = stage?.outcome ?? "open";
  const days = daysBetween(deal.stage_since, Date.now()) + 1;
  const probability = deal.probability ?? stage?.probability ?? 0;
  return (
    <>
      <div className={css.head}>
      <div className={`${css.amount} num`} data-blank={deal.amount_yen === null || undefined}>
        {deal.amount_yen === null || deal.amount_yen === undefined ? t("app.unknown") : yen(deal.amount_yen)}
      </div>
      <div className={css.stage} data-outcome={outcome}>
        <b>{stage?.name}</b>
        <span className="num">{t("card.days", { count: days })}</span>
        <span className="num">{t("card.probability", { percent: probability })}</span>
      </div>
      </div>
      <Steps
        step={outcome === "lost" ? 0 : Math.min(deal.stage + 1, of)}
        of={of}
        outcome={outcome}
        name={stage?.name ?? ""}
      />
      <dl className={css.pairs}>
        <div>
          <dt>{t("deals.expected")}</dt>
          <dd className="num">{deal.expected_close ? day(deal.expected_close) : <Blank />}</dd>
        </div>
        <div>
          <dt>{t("card.owner")}</dt>
          <dd>
            <MemberName id={deal.owner} />
          </dd>
        </div>
      </dl>
    </>
  );
}

export function NextMoves({ deal }: { deal: Deal }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [whole, setWhole] = useState(false);
  const close = async (move: NextMove, state: MoveState) => {
    try {
      await calls.changeNextMove(move.id, { state });
      void askAnew(client, { queryKey: ["deal", deal.id] });
    } catch (error) {
      notifications.show({ color: "enji", title: t("problem.title"), message: problemText(error) });
    }
  };
  if (deal.next_moves.length === 0) return deal.general ? null : <NoMove deal={deal} />;
  const shown = whole ? deal.next_moves : deal.next_moves.slice(0, MOVES_SHOWN);
  const more = deal.next_moves.length - shown.length;
  return (
    <div className={css.moves}>
      {shown.map((move) => {
        const late = move.due && isPast(move.due);
        return (
          <div key={move.id} className={css.move}>
            <span className={css.moveStone}>
              <Stone size={11} />
            </span>
            <div>
              <b>{move.what}</b>
              <div className={css.moveMeta}>
                <MemberName id={move.owner} />
                {move.due && (
                  <span className={`num ${late ? css.late : ""}`}>
                    {t(late ? "card.overdue" : "card.due", { day: day(move.due) })}
                  </span>
                )}
              </div>
              <div className={css.moveActions}>
                <Button size="compact-xs" variant="light" color="wakatake" onClick={() => void close(move, "done")}>
                  {t("deals.done")}
                </Button>
                <Button size="compact-xs" variant="subtle" color="gray" onClick={() => void close(move, "dropped")}>
                  {t("deals.drop")}
                </Button>
              </div>
            </div>
          </div>
        );
      })}
      {more > 0 && (
        <button type="button" className={css.more} onClick={() => setWhole(true)}>
          {t("deals.moreMoves", { count: more })}
        </button>
      )}
    </div>
  );
}

/** A deal whose next move is not set asks for one, and takes it in one step. */
function NoMove({ deal }: { deal: Deal }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [move, setMove] = useState<NewNextMove | null>(null);
  const [ref, setRef] = useState(newRef);
  const [busy, setBusy] = useState(false);
  const save = async (next: NewNextMove) => {
    setBusy(true);
    try {
      await calls.setNextMove(deal.id, next, ref);
      setMove(null);
      setRef(newRef());
      dealChanged(client, deal.id);
    } catch (error) {
      notifications.show({ color: "enji", title: t("problem.title"), message: problemText(error) });
    }
    setBusy(false);
  };
  return (
    <div className={css.noMove}>
      <p>{t("deals.noNextMove")}</p>
      <Button size="compact-sm" variant="light" color="wakatake" onClick={() => setMove({ kind: "visit", what: "" })}>
        {t("card.setMove")}
      </Button>
      <Modal
        opened={move !== null}
        onClose={() => setMove(null)}
        title={t("card.setMove")}
        size="lg"
        closeButtonProps={{ "aria-label": t("app.close") }}
      >
        {move && (
          <>
            <MoveFields value={move} onChange={setMove} />
            <Button mt="md" fullWidth disabled={move.what.trim() === ""} loading={busy} onClick={() => void save(move)}>
              {t("app.save")}
            </Button>
          </>
        )}
      </Modal>
    </div>
  );
}

function Contacts({ deal }: { deal: Deal }) {
  const { t } = useTranslation();
  const contacts = useById(useContacts());
  const members = useById(useMembers());
  const known = deal.contacts.map((id) => contacts.get(id)).filter((one) => one !== undefined);
  return (
    <div className={css.group}>
      <h3>{t("deals.contacts")}</h3>
      {known.length === 0 ? (
        <Blank />
      ) : (
        <ContactList contacts={known} nameOf={(id) => members.get(id)?.name ?? `#${id}`} />
      )}
    </div>
  );
}

function Others({ deal }: { deal: Deal }) {
  const { t } = useTranslation();
  const competitors = useById(useCompetitors());
  const products = useById(useProducts());
  return (
    <>
      <div className={css.group}>
        <h3>{t("deals.competitors")}</h3>
        {deal.competitors.length === 0 ? (
          <Blank />
        ) : (
          <p className={css.competitors}>
            {deal.competitors.map((id, place) => (
              <span key={id}>
                {place > 0 && "、"}
                <Link to="/" search={{ competitor: id }}>
                  {competitors.get(id)?.name ?? `#${id}`}
                </Link>
              </span>
            ))}
          </p>
        )}
      </div>
      {deal.products.length > 0 && (
        <div className={css.group}>
          <h3>{t("deals.products")}</h3>
          <p>{deal.products.map((id) => products.get(id)?.name ?? `#${id}`).join("、")}</p>
        </div>
      )}
      {deal.team.length > 0 && (
        <div className={css.group}>
          <h3>{t("deals.team")}</h3>
          <ul>
            {deal.team.map((one) => (
              <li key={one.member}>
                <MemberName id={one.member} /> <small>{t(`deals.role.${one.role}`)}</small>
              </li>
            ))}
          </ul>
        </div>
      )}
      <p className={css.foot}>
        <span className="num">{t("deals.reports", { count: deal.reports })}</span>
        <span className="num">
          {deal.last_activity_at ? t("deals.lastActivity", { when: moment(deal.last_activity_at) }) : t("deals.never")}
        </span>
        <span>{t(`deals.visibility.${deal.visibility}`)}</span>
      </p>
    </>
  );
}

function MemberName({ id }: { id: number }) {
  const members = useById(useMembers());
  return (
    <Link to="/members/$id" params={{ id }} className={css.member}>
      {members.get(id)?.name ?? `#${id}`}
    </Link>
  );
}

function Blank() {
  const { t } = useTranslation();
  return <span className={css.blank}>{t("app.unknown")}</span>;
}
