// Where the client begins.
import "../ui/tokens.css";
import "virtual:mantine.css";
import "@mantine/notifications/styles.layer.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { hearInstallOffer } from "~/live/installOffer";
import { setUpWords } from "~/ui/words";
import { App } from "./App";
import { hearPushedPaths } from "./pushedPaths";
import { registerWorker } from "./registerWorker";

setUpWords();
hearInstallOffer();
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
registerWorker();
hearPushedPaths();
