import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { OwnStand } from "./own-stand";

/** Something that tells who, or what, may have changed the rules. Times are milliseconds since 1970. */
export type Clue =
  /** The host was started again after the rules were confirmed. */
  | { readonly kind: "restarted"; readonly at: number }
  /** What the boot unit could not load, in its own words. */
  | { readonly kind: "boot-fault"; readonly text: string }
  | { readonly kind: "chains-gone" }
  | { readonly kind: "jump-gone" }
  /** The host had no IPv6 when the rules were confirmed, so it has none of them. */
  | { readonly kind: "ipv6-appeared" }
  /** `isNew`: it was not seen when the rules were confirmed. */
  | { readonly kind: "manager"; readonly name: string; readonly isNew: boolean; readonly isActive: boolean }
  /** Nothing known: somebody with root rights. */
  | { readonly kind: "by-hand" };

export type ClueInput = {
  readonly now: Pick<HostFacts, "bootId" | "uptimeSeconds" | "managers" | "bootFault">;
  readonly readAt: number;
  /** As it was when the rules were confirmed. */
  readonly confirmed: Pick<HostFacts, "bootId" | "managers">;
  readonly stands: readonly OwnStand[];
  readonly ipv6Appeared: boolean;
};

/** Who could have done it, the likeliest first. */
export function cluesOf({ now, readAt, confirmed, stands, ipv6Appeared }: ClueInput): Clue[] {
  const clues: Clue[] = [];
  const restarted = now.bootId !== confirmed.bootId;
  if (restarted) clues.push({ kind: "restarted", at: readAt - now.uptimeSeconds * 1000 });
  if (now.bootFault) clues.push({ kind: "boot-fault", text: now.bootFault });
  if (ipv6Appeared) clues.push({ kind: "ipv6-appeared" });
  if (stands.includes("chains-gone")) clues.push({ kind: "chains-gone" });
  else if (stands.includes("jump-gone")) clues.push({ kind: "jump-gone" });
  const managers = now.managers.filter(({ state }) => state !== "installed");
  for (const { name, state } of managers) {
    const isNew = !confirmed.managers.some((one) => one.name === name && one.state !== "installed");
    clues.push({ kind: "manager", name, isNew, isActive: state === "active" });
  }
  if (!restarted && managers.length === 0) clues.push({ kind: "by-hand" });
  return clues;
}
