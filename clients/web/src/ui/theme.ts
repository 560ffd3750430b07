// The Mantine theme: the colours of tokens.css where Mantine's own parts need them, and measures that
// suit fingers and Japanese text.
import {
  ActionIcon,
  Button,
  createTheme,
  type CSSVariablesResolver,
  Drawer,
  Input,
  Loader,
  type MantineColorsTuple,
  Modal,
  Tooltip,
} from "@mantine/core";

const ai: MantineColorsTuple = [
  "#eef4fa", "#dbe7f2", "#b3cee6", "#88b4da", "#659dcf",
  "#4c8ec8", "#2f78b5", "#1f5a8c", "#184a75", "#0f3a5f",
];
const yamabuki: MantineColorsTuple = [
  "#fff8e6", "#fff0cf", "#ffe09f", "#ffcf6b", "#ffc040",
  "#ffb11b", "#d99110", "#a86d06", "#7a4a00", "#563400",
];
const wakatake: MantineColorsTuple = [
  "#e8f8f0", "#d5efe2", "#abdfc6", "#7dcea8", "#57bf8f",
  "#3bb47e", "#1f9567", "#0f6b4a", "#0e5a3f", "#08402c",
];
const enji: MantineColorsTuple = [
  "#fdeef0", "#f6dade", "#e9b3bb", "#dc8a96", "#d06676",
  "#c74f62", "#b8354c", "#a3243b", "#871b30", "#691324",
];

/** Ink of the night: Mantine's greys in the hue of our dark ground. */
const dark: MantineColorsTuple = [
  "#d5dae0", "#b9c0c9", "#a9b1bb", "#6b7582", "#4a535f",
  "#3a424d", "#2a3039", "#1c2026", "#171a1f", "#121519",
];

export const theme = createTheme({
  colors: { ai, yamabuki, wakatake, enji, dark },
  primaryColor: "ai",
  primaryShade: { light: 7, dark: 6 },
  defaultRadius: "md",
  fontFamily:
    '"Hiragino Sans", "Hiragino Kaku Gothic ProN", "Yu Gothic UI", "Noto Sans JP", "Noto Sans CJK JP", Meiryo, system-ui, sans-serif',
  headings: { fontWeight: "700" },
  fontSizes: { xs: "12px", sm: "13px", md: "15px", lg: "17px", xl: "20px" },
  lineHeights: { md: "1.7" },
  cursorType: "pointer",
  focusRing: "auto",
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: "md", radius: "md" } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { size: 44, variant: "subtle", radius: "md" } }),
    Input: Input.extend({ defaultProps: { size: "md" } }),
    Loader: Loader.extend({ defaultProps: { type: "dots" } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, withArrow: true } }),
    Modal: Modal.extend({ defaultProps: { centered: true, radius: "lg" } }),
    Drawer: Drawer.extend({ defaultProps: { padding: "md" } }),
  },
});

/** Where Mantine speaks of quiet text and of sheets, it means ours. */
export const variables: CSSVariablesResolver = () => ({
  variables: { "--mantine-color-dimmed": "var(--ink-soft)", "--mantine-color-placeholder": "var(--ink-faint)" },
  light: { "--mantine-color-dimmed": "var(--ink-soft)", "--mantine-color-placeholder": "var(--ink-faint)" },
  dark: { "--mantine-color-dimmed": "var(--ink-soft)", "--mantine-color-placeholder": "var(--ink-faint)" },
});
