import { MantineProvider } from "@mantine/core";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Person, PeopleContext } from "~/ui/card/actions";
import { isSend, useShortcuts } from "~/ui/keys";
import { findPeople, MentionText } from "~/ui/MentionText";

afterEach(cleanup);

const person = (id: number, name: string, kana: string): Person => ({
  id, name, kana, title: "", department: "技術部", employee_no: `E${id}`,
});
const people = [person(1, "田中 陽子", "たなか ようこ"), person(2, "高橋 大輔", "たかはし だいすけ"), person(3, "中田 次郎", "なかた じろう")];

describe("the key to send", () => {
  const key = (init: KeyboardEventInit & { keyCode?: number }) => new KeyboardEvent("keydown", { key: "Enter", ...init });
  it("is Ctrl or ⌘ with Enter, and never Enter alone", () => {
    expect(isSend(key({ ctrlKey: true }))).toBe(true);
    expect(isSend(key({ metaKey: true }))).toBe(true);
    expect(isSend(key({}))).toBe(false);
  });
  it("is nothing while the IME composes, in the order of Safari too", () => {
    expect(isSend(key({ ctrlKey: true, isComposing: true }))).toBe(false);
    expect(isSend(key({ ctrlKey: true, keyCode: 229 }))).toBe(false);
  });
});

describe("shortcuts", () => {
  function Screen({ onN }: { onN: () => void }) {
    useShortcuts({ n: onN });
    return <input aria-label="words" />;
  }
  it("work on the page and rest while somebody writes or composes", () => {
    const onN = vi.fn();
    render(<Screen onN={onN} />);
    fireEvent.keyDown(document.body, { key: "n" });
    expect(onN).toHaveBeenCalledTimes(1);
    fireEvent.keyDown(screen.getByLabelText("words"), { key: "n" });
    fireEvent.keyDown(document.body, { key: "n", isComposing: true });
    fireEvent.keyDown(document.body, { key: "n", ctrlKey: true });
    expect(onN).toHaveBeenCalledTimes(1);
  });
});

describe("a chord", () => {
  function Screen({ onK }: { onK: () => void }) {
    useShortcuts({ "mod+k": onK });
    return <input aria-label="words" />;
  }
  it("works while somebody writes, and not while one composes", () => {
    const onK = vi.fn();
    render(<Screen onK={onK} />);
    const words = screen.getByLabelText("words");
    fireEvent.keyDown(words, { key: "k", ctrlKey: true });
    fireEvent.keyDown(words, { key: "K", metaKey: true });
    expect(onK).toHaveBeenCalledTimes(2);
    fireEvent.keyDown(words, { key: "k", ctrlKey: true, isComposing: true });
    expect(onK).toHaveBeenCalledTimes(2);
  });
});

describe("naming people", () => {
  it.each([
    ["田中", [1]],
    ["たなか", [1]],
    ["タカハシ", [2]],
    ["中", [1, 3]],
    ["田中さん", [1]],
    ["e2", [2]],
    ["山", []],
  ])("%s finds %o", (asked, ids) => {
    expect(findPeople(people, asked).map((one) => one.id)).toEqual(ids);
  });

  function Box({ onMentions }: { onMentions: (ids: number[]) => void }) {
    const [text, setText] = useState("");
    const [ids, setIds] = useState<number[]>([]);
    return (
      <MantineProvider>
        <PeopleContext.Provider value={people}>
          <MentionText
            label="words"
            value={text}
            mentions={ids}
            onChange={(next, mentions) => {
              setText(next);
              setIds(mentions);
              onMentions(mentions);
            }}
          />
        </PeopleContext.Provider>
      </MantineProvider>
    );
  }

  it("keeps who was chosen as a member, with a full-width ＠ too, and forgets who was deleted", () => {
    const onMentions = vi.fn();
    render(<Box onMentions={onMentions} />);
    const box = screen.getByLabelText<HTMLTextAreaElement>("words");
    fireEvent.change(box, { target: { value: "＠たなか", selectionStart: 4 } });
    fireEvent.keyDown(box, { key: "Enter", isComposing: true });
    expect(box.value).toBe("＠たなか");
    fireEvent.keyDown(box, { key: "Enter" });
    expect(box.value).toBe("@田中 陽子 ");
    expect(onMentions).toHaveBeenLastCalledWith([1]);
    fireEvent.change(box, { target: { value: "よろしく" } });
    expect(onMentions).toHaveBeenLastCalledWith([]);
  });
});
