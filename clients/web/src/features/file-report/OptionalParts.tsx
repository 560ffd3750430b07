// What a report may bring along: a question, the next move, what changed on the deal. Closed until wanted.
import { NumberInput, TagsInput } from "@mantine/core";
import { IconHelpCircle, IconPackages, IconTrendingUp } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { useCompetitors, useMe, useMembers, useProducts } from "~/state/stock";
import { Stone } from "~/ui/card/parts";
import { Choices } from "~/ui/Choices";
import { DayChoice } from "~/ui/DayChoice";
import { yen } from "~/ui/format";
import { GrowingText } from "~/ui/GrowingText";
import { MoveFields } from "~/ui/MoveFields";
import { PeoplePick } from "~/ui/PeoplePick";
import type { Deal, DealChanges, NewConsult } from "~/wire";
import { ChipPicker, type Pickable } from "./ChipPicker";
import css from "./filing.module.css";
import type { Form } from "./form";

const MAN = 10_000;

interface Props {
  form: Form;
  deal: Deal | undefined;
  onChange: (change: (form: Form) => Form) => void;
  wrong: string | null;
}

export function OptionalParts({ form, deal, onChange, wrong }: Props) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const talks = opened || form.products.length + form.competitors.length > 0;
  const changeable = deal !== undefined && !deal.general;
  // Who opens a part wants to fill it at once; a draft that comes back with parts moves nothing.
  const [just, setJust] = useState<PartName | null>(null);
  return (
    <section className={css.part}>
      <h2>{t("filing.waysOn")}</h2>
      <div className={css.toggles}>
        <Toggle
          tone="ask"
          icon={<IconHelpCircle size={20} />}
          title={t("filing.consult")}
          hint={t("filing.consultOn")}
          on={form.consult !== null}
          onChange={(on) => {
            setJust(on ? "question" : null);
            onChange((held) => ({ ...held, consult: on ? { question: "" } : null }));
          }}
        />
        <Toggle
          tone="good"
          icon={<Stone size={16} />}
          title={t("filing.move")}
          hint={t("filing.moveOn")}
          on={form.move !== null}
          onChange={(on) => {
            setJust(on ? "move" : null);
            onChange((held) => ({ ...held, move: on ? { kind: "visit", what: "" } : null }));
          }}
        />
        {changeable && (
          <Toggle
            tone="mine"
            icon={<IconTrendingUp size={20} />}
            title={t("filing.changes")}
            hint={t("filing.changesOn")}
            on={form.changes !== null}
            onChange={(on) => {
              setJust(on ? "changes" : null);
              onChange((held) => ({ ...held, changes: on ? {} : null }));
            }}
          />
        )}
        <Toggle
          tone="mine"
          icon={<IconPackages size={20} />}
          title={t("filing.talked")}
          hint={t("filing.talkedOn")}
          on={talks}
          onChange={(on) => {
            setOpened(on);
            setJust(on ? "talked" : null);
            if (!on) onChange((held) => ({ ...held, products: [], competitors: [] }));
          }}
        />
      </div>
      {form.consult && (
        <Opened name="question" just={just}>
          <ConsultPart
            value={form.consult}
            focus={just === "question"}
            onChange={(consult) => onChange((held) => ({ ...held, consult }))}
          />
        </Opened>
      )}
      {form.move && (
        <Opened name="move" just={just}>
          <MoveFields value={form.move} onChange={(move) => onChange((held) => ({ ...held, move }))} />
        </Opened>
      )}
      {form.changes && changeable && (
        <Opened name="changes" just={just}>
          <ChangesPart
            deal={deal}
            value={form.changes}
            onChange={(changes) => onChange((held) => ({ ...held, changes }))}
          />
        </Opened>
      )}
      {talks && (
        <Opened name="talked" just={just}>
          <Talked form={form} deal={deal} onChange={onChange} />
        </Opened>
      )}
      {wrong && (
        <p className={css.wrong} role="alert">
          {wrong}
        </p>
      )}
    </section>
  );
}

type PartName = "question" | "move" | "changes" | "talked";

/** A part below others opens out of sight on a phone: the tap that opens it brings it into view. */
function Opened({ name, just, children }: { name: PartName; just: PartName | null; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const fresh = just === name;
  useEffect(() => {
    if (fresh) box.current?.scrollIntoView({ block: "nearest" });
  }, [fresh]);
  return (
    <div ref={box} id={`part-${name}`} className={css.opened}>
      {children}
    </div>
  );
}

interface ToggleProps {
  tone: "ask" | "good" | "mine";
  icon: ReactNode;
  title: string;
  hint: string;
  on: boolean;
  onChange: (on: boolean) => void;
}

function Toggle({ tone, icon, title, hint, on, onChange }: ToggleProps) {
  return (
    <button type="button" className={css.toggle} data-tone={tone} aria-pressed={on} onClick={() => onChange(!on)}>
      {icon}
      <span>
        <b>{title}</b>
        <small>{hint}</small>
      </span>
    </button>
  );
}

interface ConsultProps {
  value: NewConsult;
  focus: boolean;
  onChange: (value: NewConsult) => void;
}

function ConsultPart({ value, focus, onChange }: ConsultProps) {
  const { t } = useTranslation();
  const topics = [...new Set(useMembers().flatMap((one) => one.topics))].sort();
  const set = (part: Partial<NewConsult>) => onChange({ ...value, ...part });
  return (
    <fieldset className={css.block} data-tone="ask">
      <legend className="unseen">{t("filing.consult")}</legend>
      <GrowingText
        label={t("filing.question")}
        autoFocus={focus}
        description={t("filing.questionHint")}
        minRows={2}
        maxRows={8}
        value={value.question}
        onChange={(event) => set({ question: event.currentTarget.value })}
      />
      <TagsInput
        label={t("filing.topics")}
        placeholder={(value.topics ?? []).length > 0 ? undefined : t("filing.topicsExample")}
        data={topics}
        value={value.topics ?? []}
        onChange={(chosen) => set({ topics: chosen })}
        clearable
      />
      <div className={css.fieldLabel}>{t("filing.promised")}</div>
      <DayChoice label={t("filing.promised")} value={value.promised ?? null} onChange={(promised) => set({ promised })} />
      <PeoplePick label={t("filing.ask")} value={value.ask ?? []} onChange={(ask) => set({ ask })} />
    </fieldset>
  );
}

function ChangesPart({ deal, value, onChange }: { deal: Deal; value: DealChanges; onChange: (value: DealChanges) => void }) {
  const { t } = useTranslation();
  const stages = useMe()?.stages ?? [];
  const competitors = useCompetitors().filter((one) => !one.retired && !deal.competitors.includes(one.id));
  const set = (part: Partial<DealChanges>) => onChange({ ...value, ...part });
  const amount = value.amount_yen ?? deal.amount_yen;
  const differs = amount !== deal.amount_yen;
  return (
    <fieldset className={css.block} data-tone="mine">
      <legend className="unseen">{t("filing.changes")}</legend>
      <div className={css.fieldLabel}>{t("filing.stage")}</div>
      <Choices
        label={t("filing.stage")}
        options={stages.map((stage, place) => ({ value: place, label: stage.name }))}
        value={value.stage ?? deal.stage}
        onChange={(stage) => set({ stage })}
      />
      <NumberInput
        label={t("filing.amount")}
        description={differs ? t("filing.wasAmount", { was: deal.amount_yen === null ? t("app.unknown") : yen(deal.amount_yen) }) : undefined}
        inputMode="decimal"
        thousandSeparator=","
        hideControls
        min={0}
        value={amount === null || amount === undefined ? "" : amount / MAN}
        onChange={(man) => set({ amount_yen: typeof man === "number" ? Math.round(man * MAN) : undefined })}
      />
      <div className={css.fieldLabel}>{t("filing.expected")}</div>
      <DayChoice
        label={t("filing.expected")}
        near="months"
        value={value.expected_close ?? deal.expected_close ?? null}
        onChange={(day) => set({ expected_close: day ?? undefined })}
      />
      <div className={css.fieldLabel}>{t("filing.addCompetitor")}</div>
      <ChipPicker
        label={t("filing.addCompetitor")}
        items={competitors.map(pickable)}
        likely={value.competitors_added ?? []}
        value={value.competitors_added ?? []}
        onChange={(ids) => set({ competitors_added: ids })}
      />
    </fieldset>
  );
}

const pickable = (one: { id: number; name: string; kana: string; aliases: string[] }): Pickable => ({
  id: one.id, label: one.name, names: [one.name, one.kana, ...one.aliases],
});

/** Products and competitors that were talked about: they decide who should know. */
function Talked({ form, deal, onChange }: Pick<Props, "form" | "deal" | "onChange">) {
  const { t } = useTranslation();
  const products = useProducts().filter((one) => !one.retired);
  const competitors = useCompetitors().filter((one) => !one.retired);
  return (
    <fieldset className={css.block} data-tone="mine">
      <legend className="unseen">{t("filing.talked")}</legend>
      {products.length > 0 && (
        <>
          <div className={css.fieldLabel}>{t("filing.products")}</div>
          <ChipPicker
            label={t("filing.products")}
            items={products.map(pickable)}
            likely={deal?.products ?? []}
            value={form.products}
            onChange={(ids) => onChange((held) => ({ ...held, products: ids }))}
          />
        </>
      )}
      {competitors.length > 0 && (
        <>
          <div className={css.fieldLabel}>{t("filing.competitors")}</div>
          <ChipPicker
            label={t("filing.competitors")}
            items={competitors.map(pickable)}
            likely={deal?.competitors ?? []}
            value={form.competitors}
            onChange={(ids) => onChange((held) => ({ ...held, competitors: ids }))}
          />
        </>
      )}
    </fieldset>
  );
}
