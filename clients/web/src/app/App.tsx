// Providers, from the outside in: looks, words, questions to the server, who is signed in, where we are.
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useState } from "react";
import { theme, variables } from "~/ui/theme";
import { NoAnswer, Problem } from "~/wire/problem";
import { makeRouter } from "./router";
import { SessionProvider } from "./session";
import css from "./shell.module.css";

const schemes = localStorageColorSchemeManager({ key: "uchite.scheme" });

function makeClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The socket says what is new; asking again at every focus would only cost.
        refetchOnWindowFocus: false,
        networkMode: "always",
        retry: (tries, error) =>
          tries < 3 && (error instanceof NoAnswer || (error instanceof Problem && error.retryable)),
      },
      mutations: { networkMode: "always" },
    },
  });
}

export function App() {
  const [client] = useState(makeClient);
  const [router] = useState(makeRouter);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" colorSchemeManager={schemes}>
      <QueryClientProvider client={client}>
        <Notifications className={css.notices} position="top-center" limit={3} autoClose={4500} />
        <SessionProvider>
          <RouterProvider router={router} />
        </SessionProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}
