import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startingPolicy } from "@/lib/core/policy/roles";
import type { Policy } from "@/lib/core/policy/schema";
import { outside, panel, vantagePoints, vps } from "@/lib/server/practice/topology.mjs";
import { type PracticeVps, raisePracticeVps } from "../rig/practice-vps";
import { expected, type Look, observe, type Patience, parties } from "./looks";
import { type Expectation, expectations, perAddress, type Source } from "./tables";

const cli = resolve(fileURLToPath(new URL("../../bin/sekisho.mjs", import.meta.url)));

const prefixesOf = ({ ipv4, ipv6 }: (typeof vantagePoints)["office"]) => `${ipv4.prefix},${ipv6.prefix}`;
const sources: Readonly<Record<Source, string>> = {
  admin: `${panel.ipv4},${panel.ipv6}`,
  hq: prefixesOf(vantagePoints.office),
  branch: prefixesOf(vantagePoints.branch),
  partner: prefixesOf(vantagePoints.partner),
  destination: `${outside.ipv4},${outside.ipv6}`,
};

const asked = {
  tcp: [22, 25, 53, 80, 110, 143, 443, 465, 587, 993, 995, 9999],
  udp: [53, 123, 9999],
} as const;

/** Somebody answers in every column. UDP answers leave from the address that was asked only when it is bound. */
const listening = (own: readonly string[]) => [
  ...asked.tcp.map((port) => `tcp any ${port}`),
  ...own.flatMap((address) => asked.udp.map((port) => `udp ${address} ${port}`)),
];

/** Renders rules with the command: a role by its words, or a policy on its standard input. */
type Render = (format: "script" | "restore" | "ip6restore") => string;

const render =
  (words: readonly string[], input = ""): Render =>
  (format) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [cli, "render", ...words, "--format", format],
      { encoding: "utf8", input },
    );
    if (status !== 0) throw new Error(`sekisho render: ${stderr}`);
    return stdout;
  };

const renderRole = ({ render: words, sources: named }: Expectation) =>
  render([...words, ...named.flatMap((name) => ["--source", `${name}=${sources[name]}`])]);

/** A web server on the first address of each family, a mail server on the second. */
function twoRoles(): Policy {
  const admin = [panel.ipv4, panel.ipv6];
  const web = startingPolicy("public-web-server", { admin });
  const mail = startingPolicy("mail-server", { admin });
  const purposes = [vps.ipv4, vps.ipv6].flatMap((addresses) =>
    [web, mail].flatMap(({ purposes: [purpose] }, at) => {
      const address = addresses[at];
      if (purpose === undefined || address === undefined) throw new Error("a role and an address for each");
      const name = `${purpose.id} ${address}`.replaceAll(/[^\w]/g, "-");
      const rules = purpose.rules.map((rule) => ({ ...rule, id: `${rule.id}-${name}` }));
      return { ...purpose, id: name, address, rules };
    }),
  );
  return { ...web, purposes };
}

const hooks = "-A INPUT -j SEKISHO-IN\n-A OUTPUT -j SEKISHO-OUT\n-A FORWARD -j SEKISHO-FWD\n";
const empty = "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n";
const restore = (program: string, text: string) => `${program} <<'END'\n${text}END\n`;

/** Two ways to put rules into force: as the panel pushes them, and as the exported script. */
const ways: Readonly<Record<string, (rendered: Render) => string>> = {
  "own chains, as the panel pushes them": (rendered) =>
    (["restore", "ip6restore"] as const)
      .map((format) => {
        const text = rendered(format).replace("COMMIT\n", `${hooks}COMMIT\n`);
        return restore(format === "restore" ? "iptables-restore -n" : "ip6tables-restore -n", text);
      })
      .join(""),
  "the exported script": (rendered) => rendered("script"),
};

/**
 * On one machine an answer takes a few milliseconds. Only an own rejection of TCP over IPv6 takes longer: connect(2)
 * still holds the socket when the error arrives, so it is told at the first retransmission, after 1 s.
 */
const short: Patience = ({ direction, family }) => (direction === "outbound" && family === 6 ? 1_500 : 600);

const inBoth = (looks: readonly Omit<Look, "family">[]): Look[] =>
  ([4, 6] as const).flatMap((family) => looks.map((look) => ({ family, ...look })));

describe("who reaches what on a practice VPS, packet by packet, seen from the places of its internet", () => {
  let practice: PracticeVps;

  beforeAll(async () => {
    const everybody = Object.values(parties).flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]);
    practice = await raisePracticeVps({
      vps: listening([...vps.ipv4, ...vps.ipv6]),
      internet: listening(everybody),
    });
  });
  afterAll(() => practice?.stop());

  async function check(script: string, looks: readonly Look[]): Promise<void> {
    const clean = `${restore("iptables-restore", empty)}${restore("ip6tables-restore", empty)}`;
    practice.run(`set -e\n${clean}${script}`);
    // Flows of the case before must not answer for this one.
    practice.run("conntrack -F");
    let observed = await observe(practice, looks, short);
    // On a busy machine an answer may come late: what is missing is waited for longer, once.
    if (observed !== expected(looks)) observed = await observe(practice, looks, () => 10_000);
    expect(observed).toBe(expected(looks));
  }

  for (const [way, script] of Object.entries(ways)) {
    describe(way, () => {
      it.each(expectations)("$name", async (expectation) => {
        const looks = (["inbound", "outbound"] as const).map((direction) => ({
          direction,
          own: 0 as const,
          table: expectation[direction],
        }));
        await check(script(renderRole(expectation)), inBoth(looks));
      });

      it(perAddress.name, async () => {
        const looks = ([0, 1] as const).map((own) => ({
          direction: "inbound" as const,
          own,
          table: perAddress.inbound[own],
        }));
        await check(script(render(["-"], JSON.stringify(twoRoles()))), inBoth(looks));
      });
    });
  }
});
