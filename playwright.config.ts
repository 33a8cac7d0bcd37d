import { defineConfig } from "@playwright/test";

/** Journeys raise a panel, a data folder and hosts of their own, so nothing is shared between them. */
export default defineConfig({
  testDir: "e2e",
  fullyParallel: true,
  workers: 2,
  projects: [
    { name: "practice", testMatch: "**/*.spec.ts", testIgnore: "**/*.host.spec.ts" },
    // A container brings a network cable of its own, at which Chromium gives up what it is loading: after the others,
    // and one container at a time.
    {
      name: "host",
      testMatch: "**/*.host.spec.ts",
      dependencies: ["practice"],
      workers: 1,
      expect: { timeout: 60_000 },
    },
  ],
  // A rollback that is waited for takes its whole timer, and the shortest that an operator can choose is 30 s.
  // The bounds are for a busy machine; what is there at once costs none of it.
  timeout: 300_000,
  expect: { timeout: 30_000 },
  forbidOnly: Boolean(process.env.CI),
  // A browser on a busy machine: what fails once and holds at the second try is told as such at the end of the tier.
  retries: process.env.CI ? 1 : 0,
  use: {
    locale: "en-GB",
    timezoneId: "Asia/Tokyo",
    viewport: { width: 1280, height: 860 },
    // A trace of each action costs a sixth of a journey's time, and half of it where pages are only looked at.
    trace: process.env.CI ? "on-first-retry" : "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
