// What a person touches, counted by the page itself: every tap that the browser took for a person's.

const FIELD = 'textarea, input:not([type=radio], [type=checkbox], [type=button], [type=submit])';

/**
 * Counts from now on, in every page of the context that is there or comes. `taken()`: what was tapped since it was last
 * asked, as `{ what, text }`: `text` says that the tap put the cursor into a field, in order to write there; words cost
 * their own time.
 */
export async function countTaps(context) {
  let taps = [];
  await context.exposeBinding('uchiteTapped', (_source, tap) => taps.push(tap));
  const listen = (field) => {
    if (window.uchiteCounts) return;
    window.uchiteCounts = true;
    let pressed = null;
    addEventListener('pointerdown', (event) => {
      if (event.isTrusted && event.target instanceof Element) pressed = { on: event.target, before: document.activeElement };
    }, { capture: true });
    // One press is one tap, though a label hands its click on to its field.
    addEventListener('click', (event) => {
      if (!event.isTrusted || !pressed) return;
      const { on, before } = pressed;
      pressed = null;
      const named = on.closest('button, a, label, input, textarea, [role]') ?? on;
      const what = named.getAttribute('aria-label') || named.labels?.[0]?.innerText || named.innerText || named.tagName;
      setTimeout(() => {
        const now = document.activeElement;
        window.uchiteTapped({ what: what.trim().split('\n')[0], text: named.matches(field) || (now !== before && now.matches(field)) });
      });
    }, { capture: true });
  };
  await context.addInitScript(listen, FIELD);
  for (const page of context.pages()) await page.evaluate(listen, FIELD);
  return {
    taken() {
      const since = taps;
      taps = [];
      return since;
    },
  };
}

export const besidesText = (taps) => taps.filter(({ text }) => !text);
export const told = (taps) => taps.map(({ what, text }) => (text ? `(${what})` : what)).join(' → ');
