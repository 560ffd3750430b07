// People, found by name, kana or staff number.
import { MultiSelect, type OptionsFilter, Select } from "@mantine/core";
import { useMemo } from "react";
import { usePeople } from "./card/actions";
import { findPeople } from "./MentionText";

const SHOWN = 40;

function useOptions() {
  const people = usePeople();
  return useMemo(() => {
    const data = people.map((one) => ({ value: String(one.id), label: `${one.name} ${one.department}` }));
    const filter: OptionsFilter = ({ options, search, limit }) => {
      const found = new Set(findPeople(people, search, people.length).map((one) => String(one.id)));
      return options.filter((one) => "value" in one && found.has(one.value)).slice(0, limit);
    };
    return { data, filter };
  }, [people]);
}

interface ManyProps {
  label: string;
  description?: string;
  value: readonly number[];
  onChange: (people: number[]) => void;
}

export function PeoplePick({ label, description, value, onChange }: ManyProps) {
  return (
    <MultiSelect
      label={label}
      description={description}
      searchable
      hidePickedOptions
      limit={SHOWN}
      {...useOptions()}
      value={value.map(String)}
      onChange={(ids) => onChange(ids.map(Number))}
    />
  );
}

interface OneProps {
  label: string;
  placeholder: string;
  value: number | null;
  onChange: (person: number | null) => void;
}

export function PersonPick({ label, placeholder, value, onChange }: OneProps) {
  return (
    <Select
      label={label}
      placeholder={placeholder}
      searchable
      clearable
      limit={SHOWN}
      {...useOptions()}
      value={value === null ? null : String(value)}
      onChange={(id) => onChange(id === null ? null : Number(id))}
    />
  );
}
