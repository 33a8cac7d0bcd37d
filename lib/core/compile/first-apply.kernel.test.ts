import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import { renderScript } from "@/lib/core/iptables/render-script";
import { startingPolicy } from "@/lib/core/policy/roles";
import type { Policy } from "@/lib/core/policy/schema";
import { compile } from "./compile";
import { flatten } from "./flatten";
import { goldenInput } from "./testing/golden-cases";

const panel = "192.0.2.10";
const host = "192.0.2.1";
const word = randomBytes(3).toString("hex");
const spaces = { host: `sk-${word}-h`, panel: `sk-${word}-p` };

function ip(...words: string[]): void {
  const { status, stderr } = spawnSync("ip", words, { encoding: "utf8" });
  if (status !== 0) throw new Error(`ip ${words.join(" ")}: ${stderr}`);
}

beforeAll(() => {
  for (const space of Object.values(spaces)) ip("netns", "add", space);
  ip("-n", spaces.host, "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", spaces.panel);
  for (const [space, address] of [
    [spaces.host, host],
    [spaces.panel, panel],
  ] as const) {
    ip("-n", space, "addr", "add", `${address}/24`, "dev", "eth0");
    ip("-n", space, "link", "set", "eth0", "up");
  }
});
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(() => {
  for (const space of Object.values(spaces)) spawnSync("ip", ["netns", "del", space]);
});

/** One connection, as the one that carries an apply: the rules load while it is open, then the host speaks first. */
const hostSide = `
const { execFileSync } = require("node:child_process");
require("node:net").createServer((socket) => socket.once("data", () => {
  const [program, ...words] = process.env.LOADER.split(" ");
  execFileSync(program, words, { input: process.env.RULES });
  socket.end("APPLIED");
})).listen(22, "${host}", () => console.log("listening"));
`;
const panelSide = `
const socket = require("node:net").connect(22, "${host}", () => socket.write("apply"));
socket.on("data", (text) => { console.log(String(text)); process.exit(); });
`;

function inside(space: string, program: string, environment: Record<string, string> = {}): ChildProcess {
  const child = spawn("ip", ["netns", "exec", space, process.execPath, "-e", program], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  return child;
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [text] = await once(child.stdout ?? child, "data");
  return String(text).trim();
}

function rulesFor(policy: Policy): string {
  const { facts } = goldenInput("every-setting");
  if (facts === null) throw new Error("the case every-setting has facts");
  const connection = { panelAddress: panel, panelPort: 40_000, hostAddress: host, hostPort: 22 };
  const compiled = compile(policy, { ...facts, connection });
  if (!compiled.ok) throw new Error(compiled.problems.map(({ text }) => text).join("\n"));
  const jumps = "-F INPUT\n-F OUTPUT\n-A INPUT -j SEKISHO-IN\n-A OUTPUT -j SEKISHO-OUT\nCOMMIT\n";
  return renderRestore(compiled.value.ruleset4).replace(/COMMIT\n$/, jumps);
}

describe("the first apply on a host where connection tracking was off until then", () => {
  it.each(["blank", "egress-sandbox"] as const)("its answer still reaches the panel (%s)", async (role) => {
    // A namespace without rules tracks nothing; each case needs that anew.
    spawnSync("ip", ["netns", "exec", spaces.host, "iptables", "-F"]);
    const server = inside(spaces.host, hostSide, {
      LOADER: "iptables-restore -n",
      RULES: rulesFor(startingPolicy(role, { admin: [panel] })),
    });
    expect(await firstLine(server)).toBe("listening");
    expect(await firstLine(inside(spaces.panel, panelSide))).toBe("APPLIED");
  });
});

describe("the exported script, run in a session that is older than connection tracking", () => {
  it.each(["public-web-server", "mail-server", "blank", "egress-sandbox"] as const)(
    "the server speaks first afterwards, and its administrator hears it (%s)",
    async (role) => {
      spawnSync("ip", [
        "netns",
        "exec",
        spaces.host,
        "sh",
        "-c",
        "iptables -P INPUT ACCEPT; iptables -P OUTPUT ACCEPT; iptables -F",
      ]);
      const compiled = compile(startingPolicy(role, { admin: [panel] }), null);
      if (!compiled.ok) throw new Error(compiled.problems.map(({ text }) => text).join("\n"));
      const server = inside(spaces.host, hostSide, {
        LOADER: "sh -s",
        RULES: renderScript({ ...flatten(compiled.value), header: [] }),
      });
      expect(await firstLine(server)).toBe("listening");
      expect(await firstLine(inside(spaces.panel, panelSide))).toBe("APPLIED");
    },
  );
});
