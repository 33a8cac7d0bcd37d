import type { Snapshot } from "../host/snapshot";

/** Names that stay once an apply is over: outcomes for late questions, how the host started, and the lock's file. */
const stays =
  /^(lock|boot|boot-fault|(done\.(confirm|rollback|lost)|why|void)\.[A-Za-z0-9_-]+|failed\.rollback\.[A-Za-z0-9_-]+)$/;
const stored = /^store\/((rules|minimal)\.v[46]|boot\.sh|confirmed|sekisho|filler)$/;

/** What an apply that is over has left on the host, in words. */
export function leftovers({ files, processes, lockFree }: Snapshot): string[] {
  const found = files
    .filter((name) => !stays.test(name) && !stored.test(name))
    .map((name) => `left behind: ${name}`);
  return [
    ...found,
    ...processes.map((line) => `still runs: ${line}`),
    ...(lockFree ? [] : ["the lock is still held"]),
  ];
}
