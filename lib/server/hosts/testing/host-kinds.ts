import { test } from "vitest";
import { type HostKind, type KernelHost, raiseKernelHost } from "./kernel-host";

/** Both back ends, and both shells; BusyBox's host has no flock either. */
export const hostKinds: readonly HostKind[] = [
  { backend: "nft", shell: "dash" },
  { backend: "legacy", shell: "busybox" },
];

/** How often a random fault is tried; `SEKISHO_CAMPAIGN=100` makes it a campaign. */
export const campaign = Number(process.env.SEKISHO_CAMPAIGN ?? 0);

/** For tests whose number of rounds grows with the campaign. */
export const campaignTimeout = campaign > 0 ? 3_600_000 : 60_000;

/** A `test` whose `host` is new for each test and is taken down whatever happens. */
export function hostTest(kind: HostKind) {
  return test.extend<{ host: KernelHost }>({
    // Vitest reads from the pattern which fixtures this one needs.
    host: async ({ task: _ }, use) => {
      const host = await raiseKernelHost(kind);
      try {
        await use(host);
      } finally {
        await host.close();
      }
    },
  });
}
