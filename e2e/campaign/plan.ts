import type { FaultName } from "./faults/fault";
import type { HostKind } from "./host/host";
import { type Random, random } from "./random";

/** Where in an apply a fault strikes, by what the panel has on record or the host has in its files. */
export const moments = [
  "inspecting",
  "arming",
  "armed",
  "probing",
  "confirming",
  "waiting",
  "expiring",
  "undoing",
] as const;
export type Moment = (typeof moments)[number];

export type FaultPlan = {
  readonly fault: FaultName;
  readonly at: Moment;
  /** After the moment was seen, and until it is mended; milliseconds. */
  readonly delay: number;
  readonly hold: number;
  /** Which of its forms. */
  readonly variant: number;
};

export type ApplyPlan = {
  /** Services that are open to anyone. */
  readonly services: readonly string[];
  /** The new rules let the administrator in from somewhere else only. */
  readonly lockout: boolean;
  readonly mode: "proven" | "ask";
  readonly timeoutSeconds: number;
  /** What the operator presses once asked, and after how long. */
  readonly wish: "keep" | "roll-back" | null;
  readonly wishDelay: number;
  readonly faults: readonly FaultPlan[];
};

export type Plan = {
  readonly seed: number;
  readonly run: number;
  readonly kind: HostKind;
  readonly applies: readonly ApplyPlan[];
  /** Whether another apply follows that nothing disturbs: the host must be as good as new. */
  readonly closing: boolean;
};

/** Every run is on one of these. */
export const kinds: readonly HostKind[] = [
  { backend: "nft", shell: "dash", family: 4 },
  { backend: "legacy", shell: "busybox", family: 6 },
  { backend: "nft", shell: "busybox", family: 6 },
  { backend: "legacy", shell: "dash", family: 4 },
];

const serviceNames = ["http", "https", "smtp", "imaps", "dns"] as const;

/** The moments that a fault is about, and how long it may last. */
type Habit = { readonly at: readonly Moment[]; readonly least: number; readonly most: number };
const anywhere = moments;
const beforeDeadline: readonly Moment[] = [
  "inspecting",
  "arming",
  "armed",
  "probing",
  "confirming",
  "waiting",
];
export const habits: { readonly [Name in FaultName]: Habit } = {
  "panel-killed": { at: anywhere, least: 50, most: 4_000 },
  "link-down": { at: anywhere, least: 300, most: 5_000 },
  "half-open": { at: anywhere, least: 300, most: 5_000 },
  "sshd-killed": { at: anywhere, least: 50, most: 4_000 },
  rebooted: { at: anywhere, least: 50, most: 2_000 },
  frozen: { at: anywhere, least: 300, most: 8_000 },
  "panel-clock": { at: anywhere, least: 100, most: 8_000 },
  "host-clock": { at: anywhere, least: 100, most: 4_000 },
  "disk-full": { at: anywhere, least: 500, most: 5_000 },
  "read-only": { at: anywhere, least: 500, most: 5_000 },
  noexec: { at: anywhere, least: 500, most: 5_000 },
  "xtables-lock": { at: anywhere, least: 300, most: 7_000 },
  "second-panel": { at: anywhere, least: 100, most: 2_000 },
  "foreign-writer": { at: anywhere, least: 50, most: 500 },
  "jump-removed": { at: ["armed", "probing", "confirming", "waiting", "expiring"], least: 10, most: 100 },
  "confirm-reply-lost": { at: ["confirming"], least: 300, most: 3_000 },
  "database-locked": { at: anywhere, least: 300, most: 14_000 },
  "lossy-link": { at: ["inspecting", "arming", "probing", "confirming"], least: 1_000, most: 6_000 },
  "slow-link": { at: ["inspecting", "arming", "probing", "confirming"], least: 1_000, most: 6_000 },
  "script-killed": { at: ["arming", "armed", "confirming", "undoing"], least: 10, most: 100 },
  "timer-killed": { at: ["armed", "probing", "waiting", "expiring"], least: 10, most: 100 },
};
export const faultNames = Object.keys(habits) as FaultName[];

/** Moments that an apply of this kind comes to by itself. */
function reached(apply: Omit<ApplyPlan, "faults">): ReadonlySet<Moment> {
  const found = new Set<Moment>(["inspecting", "arming", "armed", "probing"]);
  if (apply.lockout) for (const each of ["expiring", "undoing"] as const) found.add(each);
  else if (apply.mode === "proven") found.add("confirming");
  else {
    found.add("waiting");
    if (apply.wish === "keep") found.add("confirming");
    if (apply.wish === null) found.add("expiring");
    if (apply.wish !== "keep") found.add("undoing");
  }
  return found;
}

function faultOf(luck: Random, name: FaultName, apply: Omit<ApplyPlan, "faults">, meets: boolean): FaultPlan {
  const { at, least, most } = habits[name];
  const here = reached(apply);
  // A second fault may wait for a moment that only the first one brings about.
  const fitting = meets ? at : at.filter((moment) => here.has(moment));
  const moment = luck.pick(fitting.length > 0 ? fitting : at);
  // Short ones are as likely as long ones.
  const hold = Math.round(least * (most / least) ** (luck.between(0, 1000) / 1000));
  return {
    fault: name,
    at: moment,
    delay: luck.between(0, luck.chance(50) ? 60 : 400),
    hold,
    variant: luck.between(0, 999),
  };
}

function applyOf(luck: Random, first: FaultName | null): ApplyPlan {
  const wantsConfirm =
    first !== null && !habits[first].at.some((moment) => beforeDeadline.slice(0, 4).includes(moment));
  const lockout = !wantsConfirm && luck.chance(22);
  const mode = luck.chance(45) ? "ask" : "proven";
  const open = {
    services: serviceNames.filter(() => luck.chance(40)),
    lockout,
    mode,
    timeoutSeconds: luck.between(3, 6),
    wish: luck.pick(wantsConfirm ? (["keep"] as const) : (["keep", "roll-back", null] as const)),
    wishDelay: luck.between(0, 1_500),
  } as const;
  if (first === null) return { ...open, faults: [] };
  if (first === "jump-removed" && luck.chance(60)) {
    // Taken away long before the confirm, which has to see it.
    const asked = {
      ...open,
      lockout: false,
      mode: "ask",
      timeoutSeconds: 6,
      wish: "keep",
      wishDelay: 1_500,
    } as const;
    const removed = {
      ...faultOf(luck, first, asked, false),
      at: luck.pick(["probing", "waiting"] as const),
      delay: 0,
    };
    return { ...asked, faults: [removed] };
  }
  const faults = [faultOf(luck, first, open, false)];
  if (luck.chance(35)) faults.push(faultOf(luck, luck.pick(faultNames), open, true));
  if (luck.chance(12)) faults.push(faultOf(luck, luck.pick(faultNames), open, true));
  return { ...open, faults };
}

/** The plan of a run; nothing but both numbers decides it. */
export function planOf(seed: number, run: number): Plan {
  const luck = random(seed, run);
  const kind = kinds[run % kinds.length] ?? luck.pick(kinds);
  // Each fault comes first equally often, on each kind of host.
  const first = faultNames[Math.floor(run / kinds.length) % faultNames.length] ?? luck.pick(faultNames);
  const applies: ApplyPlan[] = [];
  if (luck.chance(50)) {
    // Rules that were confirmed before, with time enough on any machine.
    applies.push({ ...applyOf(luck, null), lockout: false, mode: "proven", timeoutSeconds: 60 });
  }
  applies.push(applyOf(luck, first));
  if (luck.chance(10)) applies.push(applyOf(luck, luck.pick(faultNames)));
  return { seed, run, kind, applies, closing: luck.chance(30) };
}
