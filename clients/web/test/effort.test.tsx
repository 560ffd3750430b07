import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { isIntoText } from "~/features/file-report/useEffort";

afterEach(cleanup);

describe("what counts as a tap", () => {
  it("is all but what puts the caret into a text", async () => {
    render(
      <form>
        <textarea aria-label="text" />
        <input aria-label="search" type="search" />
        <label>
          <input type="radio" />
          chip
        </label>
        <button type="button">
          <b>button</b>
        </button>
      </form>,
    );
    const seen: boolean[] = [];
    document.addEventListener("click", (event) => seen.push(isIntoText(event.target)), { capture: true });
    for (const target of [screen.getByLabelText("text"), screen.getByLabelText("search"), screen.getByText("button")]) {
      await userEvent.click(target);
    }
    expect(seen).toEqual([true, true, false]);
    expect(isIntoText(screen.getByRole("radio"))).toBe(false);
    expect(isIntoText(null)).toBe(false);
  });
});
