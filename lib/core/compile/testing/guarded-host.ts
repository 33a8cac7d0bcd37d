import { renderRestore } from "@/lib/core/iptables/render-restore";
import type { Family } from "@/lib/core/net/family";
import { startingPolicy } from "@/lib/core/policy/roles";
import { inboundRuleSchema, type Protections, type Rate } from "@/lib/core/policy/schema";
import { compile } from "../compile";
import { ends, inHost } from "./packet-cable";

/** The two programs that keep rules in the kernel, and the one that `iptables` is here. */
export const backends = ["nft", "legacy"] as const;
export type Backend = (typeof backends)[number];

const off: Protections = {
  invalid: false,
  spoofed: false,
  scans: false,
  newConnections: null,
  ping: null,
  logRefused: null,
};

/** A rate whose span no test outlives, so that how fast the machine is says nothing about how many packets pass. */
export const hourly = (burst: number): Rate => ({ count: 1, per: "hour", burst, perSource: true });

/**
 * Loads a policy with these protections alone into the host at the cable: anyone may reach port 80 and, where it is
 * said, port 22, at a rate or at none; the administrator may do everything. `edit` changes the text of the rules. Rules
 * of the other back end are taken away.
 */
export function guard(
  protections: Partial<Protections>,
  {
    ssh = null,
    backend = "nft",
    edit = (text) => text,
  }: { ssh?: Rate | "unlimited" | null; backend?: Backend; edit?: (text: string) => string } = {},
): void {
  const base = startingPolicy("blank", { admin: [ends[4].admin, ends[6].admin] });
  const open = (id: string, service: string, limit: Rate | null) =>
    inboundRuleSchema.parse({ id, sources: ["anyone"], services: [service], limit });
  const ways = ssh === null ? [] : [open("ssh", "ssh", ssh === "unlimited" ? null : ssh)];
  const more = [open("web", "http", null), ...ways];
  const compiled = compile(
    {
      ...base,
      purposes: base.purposes.map((purpose) => ({ ...purpose, rules: [...purpose.rules, ...more] })),
      protections: { ...off, ...protections },
    },
    null,
  );
  if (!compiled.ok || compiled.value.ruleset6 === null) throw new Error("both families are compiled");
  const { ruleset4, ruleset6 } = compiled.value;
  const jumps = "-F INPUT\n-F OUTPUT\n-A INPUT -j SEKISHO-IN\n-A OUTPUT -j SEKISHO-OUT\nCOMMIT\n";
  for (const ruleset of [ruleset4, ruleset6]) {
    const { program } = ends[ruleset.family];
    for (const other of backends.filter((one) => one !== backend)) {
      inHost(
        [`${program}-${other}-restore`, "-n"],
        "*filter\n:SEKISHO-IN - [0:0]\n-F INPUT\n-F OUTPUT\nCOMMIT\n",
      );
    }
    inHost([`${program}-${backend}-restore`, "-n"], edit(renderRestore(ruleset)).replace(/COMMIT\n$/, jumps));
  }
}

/** What the rules of our chain for incoming packets whose text holds this have counted, in their order. */
export function counted(family: Family, text: string, backend: Backend = "nft"): number[] {
  const saved = inHost([`${ends[family].program}-${backend}-save`, "-c", "-t", "filter"]);
  const lines = saved.split("\n").filter((line) => line.includes("-A SEKISHO-IN ") && line.includes(text));
  if (lines.length === 0) throw new Error(`no rule says ${text}`);
  return lines.map((line) => Number(/^\[(\d+):/.exec(line)?.[1]));
}
