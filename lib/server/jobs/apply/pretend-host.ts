import { memoryConnector } from "@/lib/server/hosts/memory-connector";
import type { ConnectFault } from "@/lib/server/hosts/session";
import type { Clock } from "../clock";

/** A call of the host script, as the pretended host sees it. */
export type PretendCall = "inspect" | "apply" | "confirm" | "leave" | "status" | "cancel";

/**
 * What happens instead of a plain answer; `before`: the host never saw the call; `after`: only its answer is lost.
 * `silence`: the line is cut, and nobody gets in until `fault` is set to null again.
 */
export type Mishap = {
  readonly call: PretendCall | "connect";
  readonly kind: "hang" | "cut" | "silence";
  readonly when: "before" | "after";
};

/** For tests: a clock that jumps to the end of each wait, or, while it is held, moves only by hand. */
export function jumpingClock(): Clock & {
  hold(): void;
  move(milliseconds: number): void;
  /** During the next wait somebody sets the time of day by so much. */
  setAtNextWait(milliseconds: number): void;
  /** The same, right after the clock was read so many times from now on. */
  setAfterReads(reads: number, milliseconds: number): void;
} {
  let now = Date.parse("2026-11-22T00:00:00Z");
  let set = 0;
  let setting = 0;
  let held = false;
  let reads = { left: 0, setting: 0 };
  const read = (time: number) => {
    reads.left -= 1;
    if (reads.left === 0) set += reads.setting;
    return time;
  };
  return {
    now: () => read(now + set),
    steady: () => read(now),
    setAtNextWait: (milliseconds) => {
      setting = milliseconds;
    },
    setAfterReads: (left, milliseconds) => {
      reads = { left, setting: milliseconds };
    },
    hold: () => {
      held = true;
    },
    move: (milliseconds) => {
      now += milliseconds;
    },
    wait: (milliseconds, signal) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve());
        if (held) return;
        const end = now + milliseconds;
        set += setting;
        setting = 0;
        setImmediate(() => {
          if (!signal.aborted) now = Math.max(now, end);
          resolve();
        });
      }),
  };
}

const live = (rules: string) =>
  `*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${rules === "" ? "" : ":SEKISHO-IN - [0:0]\n"}${rules}COMMIT\n`;

const block = (name: string, text: string) => [
  `BEGIN ${name}`,
  ...text
    .split("\n")
    .slice(0, -1)
    .map((line) => `|${line}`),
  `END ${name}`,
];

const sample = (script: string, word: string) => new RegExp(`^${word} (\\S+)`, "m").exec(script)?.[1];

/**
 * For tests: a host that keeps the promises of the host script (armed before loaded, back at the deadline, one winner),
 * with mishaps on the way. `locks`: while the new rules are in force and not confirmed, nobody gets in.
 */
export function pretendHost(clock: Clock, { locks = false } = {}) {
  // A host has a clock of its own.
  const booted = clock.steady() - 1_000_000;
  const host = {
    bootId: "11111111-2222-3333-4444-555555555555",
    rules: "",
    /** What a rollback brings back. */
    old: "",
    locks,
    standing: "unknown-id" as "unknown-id" | "pending" | "confirmed" | "rolled-back" | "lost" | "gone",
    reason: "-",
    id: "-",
    deadline: 0,
    calls: [] as PretendCall[],
    mishaps: [] as Mishap[],
    fault: null as ConnectFault | null,
    /** Power cut: empty tables, another boot. */
    reboot() {
      host.bootId = "99999999-2222-3333-4444-555555555555";
      host.rules = "";
      if (host.standing === "pending") host.standing = "lost";
    },
  };
  const uptime = () => (clock.steady() - booted) / 1000;
  const expire = () => {
    if (host.standing === "pending" && uptime() >= host.deadline) rollBack("expired");
  };
  const rollBack = (reason: string) => {
    Object.assign(host, { standing: "rolled-back", reason, rules: host.old });
  };

  const inspection = () => [
    "FACT privilege root",
    "FACT init other",
    `FACT uptime ${uptime()}`,
    `FACT boot-id ${host.bootId}`,
    "FACT kernel 6.1.0",
    "FACT hostname web-1",
    "FACT ipv6 absent",
    "FACT iptables 1.8.9 nf_tables 0",
    "FACT forward4 0",
    "FACT forward6 0",
    "FACT ftp-helper no",
    "FACT connection 203.0.113.9 40001 198.51.100.7 22",
    ...block("addresses", "2: eth0    inet 198.51.100.7/24 scope global eth0\n"),
    ...block("live-iptables", live(host.rules)),
  ];

  const perform = (call: PretendCall, script: string): string[] => {
    const id = sample(script, "id") ?? "-";
    switch (call) {
      case "inspect":
        return inspection();
      case "apply": {
        if (host.standing === "pending") return [`BUSY ${host.id} ${Math.ceil(host.deadline - uptime())}`];
        const deadline = uptime() + Number(sample(script, "timeout"));
        Object.assign(host, { standing: "pending", id, deadline, reason: "-", old: host.rules });
        host.rules = "-A SEKISHO-IN -j DROP\n";
        return [`ARMED ${id} ${uptime()} ${deadline} ${host.bootId} process`, `APPLIED ${id} ${uptime()}`];
      }
      case "confirm":
        if (host.id !== id) return [`FAIL ${id} unknown-id`];
        if (host.standing === "pending") host.standing = "confirmed";
        return host.standing === "confirmed" ? [`CONFIRMED ${id} none`] : [`ROLLEDBACK ${id} ${host.reason}`];
      case "leave":
        if (host.id !== id) return [`FAIL ${id} unknown-id`];
        if (host.standing === "pending") Object.assign(host, { standing: "gone", rules: "" });
        return host.standing === "gone" ? [`GONE ${id}`] : [`ROLLEDBACK ${id} ${host.reason}`];
      case "cancel":
        if (host.id !== id) return [`FAIL ${id} unknown-id`];
        if (host.standing === "pending") rollBack("cancelled");
        return host.standing === "confirmed"
          ? [`CONFIRMED ${id} none again`]
          : [`ROLLEDBACK ${id} ${host.reason}`];
      case "status": {
        const known = host.id === id;
        const pending = known && host.standing === "pending";
        const words = [
          known ? host.standing : "unknown-id",
          pending ? "yes" : "no",
          pending ? 2 : 0,
          uptime(),
        ];
        return [
          `STATUS ${id} ${words.join(" ")} ${pending ? host.deadline : "-"} ${host.bootId} ${host.reason} none`,
        ];
      }
    }
  };

  const mishapOn = (call: Mishap["call"], when: Mishap["when"]) => {
    const at = host.mishaps.findIndex((each) => each.call === call && each.when === when);
    return at < 0 ? null : (host.mishaps.splice(at, 1)[0] ?? null);
  };
  const suffer = (mishap: Mishap) => {
    if (mishap.kind === "hang") return new Promise<never>(() => {});
    if (mishap.kind === "silence") host.fault = { code: "timeout", stage: "connect" };
    return Promise.resolve({ code: null, stdout: "", stderr: "Not connected\n" });
  };

  const connector = memoryConnector({
    fault: () => {
      expire();
      const mishap = mishapOn("connect", "before");
      if (mishap !== null) return { code: "unreachable", detail: "the line is cut" };
      if (host.fault !== null) return host.fault;
      return host.locks && host.standing === "pending" ? { code: "timeout", stage: "connect" } : null;
    },
    answer: async ({ script }) => {
      const phase = sample(script, "phase") as PretendCall;
      host.calls.push(phase);
      expire();
      const before = mishapOn(phase, "before");
      if (before !== null) return suffer(before);
      const lines = perform(phase, script);
      const after = mishapOn(phase, "after");
      if (after !== null) return suffer(after);
      return { code: 0, stdout: [...lines, "OVER"].map((line) => `SEKISHO:${line}\n`).join(""), stderr: "" };
    },
    hostKey: { type: "ssh-ed25519", fingerprint: `SHA256:${"a".repeat(43)}` },
  });
  return { host, connector };
}
