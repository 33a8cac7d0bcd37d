import type { Policy } from "@/lib/core/policy/schema";

/** Objects with more entries than this are counted, not listed. */
const listed = 8;

/** The head of an exported script: which roles it is for, and what the names in its comments stand for. */
export function scriptHeader({ purposes, networks, otherwise }: Policy): readonly string[] {
  const roles = purposes.map(({ role, address }) => (address === null ? role : `${role} at ${address}`));
  const used = new Set(purposes.flatMap(({ rules }) => rules.flatMap(({ sources }) => sources)));
  return [
    `Firewall rules made by Sekisho for: ${roles.join(", ")}.`,
    ...(otherwise === "hand-on"
      ? ["What no rule here speaks of is accepted: on a managed host it is left to the host's other rules."]
      : []),
    ...networks
      .filter(({ name }) => used.has(name) || networks.length <= listed)
      .map(({ name, entries }) =>
        entries.length > listed ? `${name}: ${entries.length} entries` : `${name}: ${entries.join(", ")}`,
      ),
  ];
}
