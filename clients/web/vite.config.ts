import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { VitePWA } from "vite-plugin-pwa";
import { defineConfig } from "vitest/config";
import { mantineStyles } from "./scripts/mantineStyles";

// The server that answers /api while developing: `uchite serve` listens there by default.
const SERVER = process.env.UCHITE_URL ?? "http://localhost:8080";

export default defineConfig({
  resolve: { alias: { "~": fileURLToPath(new URL("./src", import.meta.url)) } },
  plugins: [
    react(),
    mantineStyles(fileURLToPath(new URL(".", import.meta.url))),
    VitePWA({
      strategies: "injectManifest",
      srcDir: "src/app",
      filename: "sw.ts",
      outDir: "dist",
      // Registered by src/app/registerWorker.ts, so that no inline script meets the content policy.
      injectRegister: false,
      manifest: false,
      injectManifest: {
        globPatterns: ["**/*.{js,css,html,svg,png,webmanifest}"],
        maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
      },
    }),
  ],
  server: {
    port: 5173,
    proxy: { "/api": { target: SERVER, changeOrigin: true, ws: true } },
  },
  build: {
    target: "es2022",
    // The first browsers with light-dark(): for older ones the bundler would rewrite it into something that
    // does not follow Mantine's scheme.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    // The preload polyfill would be an inline script.
    modulePreload: { polyfill: false },
    sourcemap: false,
    // What the first screen needs comes as two files, of which one seldom changes: forty small ones cost their
    // headers and compress worse.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // Scripts alone: styles keep the order in which they are imported.
            { name: "libraries", tags: ["$initial"], test: /node_modules.*\.[cm]?js/ },
            { name: "first", tags: ["$initial"] },
          ],
        },
      },
    },
    chunkSizeWarningLimit: 900,
  },
  test: {
    environment: "jsdom",
    include: ["test/**/*.test.{ts,tsx}", "src/**/*.test.{ts,tsx}"],
    setupFiles: ["test/setup.ts"],
    restoreMocks: true,
  },
});
