import { afterAll, afterEach, beforeEach } from "vitest";
import { type HostKind, type KernelHost, raiseKernelHost } from "./kernel-host";

/** Both back ends, and both shells; BusyBox's host has no flock either. */
export const hostKinds: readonly HostKind[] = [
  { backend: "nft", shell: "dash" },
  { backend: "legacy", shell: "busybox" },
];

/** How often a random fault is tried; `SEKISHO_CAMPAIGN=100` makes it a campaign. */
export const campaign = Number(process.env.SEKISHO_CAMPAIGN ?? 0);

/** A host that is new for each test, and is taken down whatever happens. */
export function useKernelHost(kind: HostKind): { readonly host: KernelHost } {
  let current: KernelHost | null = null;
  beforeEach(async () => {
    current = await raiseKernelHost(kind);
  });
  const close = async () => {
    const closing = current;
    current = null;
    await closing?.close();
  };
  afterEach(close);
  afterAll(close);
  return {
    get host() {
      if (current === null) throw new Error("no host outside of a test");
      return current;
    },
  };
}
