import { act, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { speak } from "~/ui/words";
import { useTranslation } from "~/ui/words/useTranslation";

function Greeting() {
  const { t } = useTranslation();
  return <p>{t("card.reply")} {t("timeline.new", { count: 2 })}</p>;
}

describe("the words on a screen", () => {
  afterEach(() => act(() => speak("ja")));

  it("change with the language, those with slots and those without", async () => {
    render(<Greeting />);
    const japanese = screen.getByText(/返信/).textContent;
    await act(() => speak("en"));
    expect(screen.getByText(/Reply/).textContent).toMatch(/2/);
    await act(() => speak("ja"));
    expect(screen.getByText(/返信/).textContent).toBe(japanese);
  });
});
