import { test } from "vitest";
import { type HostKind, type KernelHost, raiseKernelHost } from "./kernel-host";

/** Both back ends, and both shells; BusyBox's host has no flock either. */
export const hostKinds: readonly HostKind[] = [
  { backend: "nft", shell: "dash" },
  { backend: "legacy", shell: "busybox" },
];

/** How often a random fault is tried; `SEKISHO_CAMPAIGN=100` makes it a campaign. */
export const campaign = Number(process.env.SEKISHO_CAMPAIGN ?? 0);

/** Hosts that share a campaign's rounds: such rounds mostly wait. One where there is none. */
export const lanes: readonly number[] = campaign > 0 ? [1, 2, 3, 4] : [1];

/** This lane's part of all rounds, and no fewer than `quick` where there is no campaign. */
export function rounds(quick: number, perHundred: number): number {
  return campaign > 0 ? Math.ceil((campaign * perHundred) / 100 / lanes.length) : quick;
}

/** Numbers that are the same in each run. */
export function seeded(seed: number): () => number {
  let value = seed;
  return () => {
    value = (value * 1_103_515_245 + 12_345) % 2_147_483_648;
    return value / 2_147_483_648;
  };
}

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
