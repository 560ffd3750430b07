// Chips to choose one or several of: a tap instead of typing. Built on native radios and boxes, so that
// keyboards and screen readers know them.
import { memo, useId } from "react";
import css from "./choices.module.css";

export interface Option<T extends string | number> {
  value: T;
  label: string;
  hint?: string;
}

interface OneProps<T extends string | number> {
  label: string;
  options: readonly Option<T>[];
  value: T | null;
  onChange: (value: T) => void;
  /** A second tap takes the choice back. */
  onClear?: () => void;
}

/** Drawn anew only for other options or another choice: a form has dozens of them, and is drawn at every letter. */
export const Choices = memo(OneOf) as typeof OneOf;

function OneOf<T extends string | number>({ label, options, value, onChange, onClear }: OneProps<T>) {
  const name = useId();
  return (
    <div className={css.group} role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label key={option.value} className={css.chip} title={option.hint}>
          <input
            type="radio"
            name={name}
            checked={value === option.value}
            onChange={() => onChange(option.value)}
            onClick={() => value === option.value && onClear?.()}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  );
}

interface ManyProps<T extends string | number> {
  label: string;
  options: readonly Option<T>[];
  value: readonly T[];
  onChange: (value: T[]) => void;
}

export function ManyChoices<T extends string | number>({ label, options, value, onChange }: ManyProps<T>) {
  return (
    <div className={css.group} role="group" aria-label={label}>
      {options.map((option) => {
        const on = value.includes(option.value);
        return (
          <label key={option.value} className={css.chip} title={option.hint}>
            <input
              type="checkbox"
              checked={on}
              onChange={() =>
                onChange(on ? value.filter((one) => one !== option.value) : [...value, option.value])
              }
            />
            <span>
              {option.label}
              {option.hint && <small>{option.hint}</small>}
            </span>
          </label>
        );
      })}
    </div>
  );
}
