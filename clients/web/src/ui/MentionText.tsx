// A text in which people are named: @ or ＠ opens a list, found by kanji, kana or number. Who was chosen is
// kept as a member, not as words.
import { type KeyboardEvent, memo, type Ref, useImperativeHandle, useMemo, useRef, useState } from "react";
import { type Person, usePeople } from "./card/actions";
import { GrowingText } from "./GrowingText";
import { composing } from "./keys";
import css from "./mention.module.css";

interface Props {
  label: string;
  placeholder?: string;
  value: string;
  mentions: readonly number[];
  onChange: (text: string, mentions: number[]) => void;
  ref?: Ref<HTMLTextAreaElement>;
  minRows?: number;
}

const SHOWN = 6;
/** What may stand before the caret while a name is being typed. */
const NAMING = /[@＠]([^\s@＠、。]{0,20})$/;

export const MentionText = memo(function MentionText({ label, placeholder, value, mentions, onChange, ref, minRows = 2 }: Props) {
  const people = usePeople();
  const box = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(ref, () => box.current as HTMLTextAreaElement);
  const [asked, setAsked] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const found = useMemo(() => (asked === null ? [] : findPeople(people, asked)), [people, asked]);
  const isOpen = found.length > 0;

  const take = (text: string) => {
    const caret = box.current?.selectionStart ?? text.length;
    const naming = NAMING.exec(text.slice(0, caret));
    setAsked(naming ? (naming[1] ?? "") : null);
    setAt(0);
    const stillThere = mentions.filter((id) => {
      const person = people.find((one) => one.id === id);
      return person !== undefined && text.includes(`@${person.name}`);
    });
    onChange(text, stillThere);
  };
  const choose = (person: Person) => {
    const caret = box.current?.selectionStart ?? value.length;
    const before = value.slice(0, caret).replace(NAMING, `@${person.name} `);
    setAsked(null);
    onChange(before + value.slice(caret), [...new Set([...mentions, person.id])]);
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(before.length, before.length);
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isOpen || composing(event)) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setAt((at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length);
    } else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") {
      const person = found[at];
      if (!person) return;
      event.preventDefault();
      choose(person);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      setAsked(null);
    }
  };

  return (
    <div className={css.wrap}>
      <GrowingText
        ref={box}
        aria-label={label}
        placeholder={placeholder}
        minRows={minRows}
        maxRows={12}
        value={value}
        onChange={(event) => take(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={() => setTimeout(() => setAsked(null), 150)}
      />
      {isOpen && (
        <ul className={css.list} role="listbox">
          {found.map((person, place) => (
            <li
              key={person.id}
              role="option"
              aria-selected={place === at}
              className={css.row}
              onPointerDown={(event) => {
                event.preventDefault();
                choose(person);
              }}
            >
              {person.name} <small>{person.department}</small>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
});

/** By the start or the middle of the name, its kana, or the staff number; 田中さん finds 田中. */
export function findPeople(people: readonly Person[], asked: string, shown = SHOWN): Person[] {
  const bare = (text: string) => kana(text.normalize("NFKC").toLowerCase().replace(/\s/g, ""));
  const word = bare(asked.replace(/(さん|様|部長|課長|主任)$/, ""));
  if (word === "") return people.slice(0, shown);
  return people
    .filter(({ name, kana, employee_no: no }) => [name, kana, no].some((text) => bare(text).includes(word)))
    .slice(0, shown);
}

const kana = (text: string): string =>
  text.replace(/[\u30a1-\u30f6]/g, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) - 0x60));
