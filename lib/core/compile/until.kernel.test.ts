import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import { startingPolicy } from "@/lib/core/policy/roles";
import { inboundRuleSchema, type Policy } from "@/lib/core/policy/schema";
import { compile } from "./compile";

const addresses = {
  host: ["192.0.2.1", "2001:db8::1"],
  admin: ["192.0.2.10", "2001:db8::10"],
  guest: ["192.0.2.20", "2001:db8::20"],
} as const;
const word = randomBytes(3).toString("hex");
const space = (name: keyof typeof addresses) => `sk-${word}-${name}`;
const names = Object.keys(addresses) as (keyof typeof addresses)[];

function run(program: string, words: readonly string[], input = ""): string {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: "utf8", input });
  if (status !== 0) throw new Error(`${program} ${words.join(" ")}: ${stderr}`);
  return stdout;
}
const ip = (...words: string[]) => run("ip", words);

beforeAll(() => {
  for (const name of names) ip("netns", "add", space(name));
  ip("-n", space("host"), "link", "add", "br0", "type", "bridge");
  for (const name of ["admin", "guest"] as const) {
    ip(
      "-n",
      space("host"),
      "link",
      "add",
      name,
      "type",
      "veth",
      "peer",
      "name",
      "eth0",
      "netns",
      space(name),
    );
    ip("-n", space("host"), "link", "set", name, "master", "br0", "up");
  }
  for (const name of names) {
    const device = name === "host" ? "br0" : "eth0";
    const [four, six] = addresses[name];
    ip("-n", space(name), "addr", "add", `${four}/24`, "dev", device);
    ip("-n", space(name), "addr", "add", `${six}/64`, "dev", device, "nodad");
    ip("-n", space(name), "link", "set", device, "up");
  }
});
afterAll(() => {
  for (const name of names) spawnSync("ip", ["netns", "del", space(name)]);
});

/** Sends each line back, over both families. */
const echo = `
require("node:net").createServer((socket) => socket.on("error", () => {}).pipe(socket)).listen(22, "::", () => console.log("ready"));
`;
/** One connection, opened for the first line of its stdin: each line goes out, and what comes back is printed. */
const talk = (host: string) => `
console.log("ready");
process.stdin.once("readable", () => {
  const socket = require("node:net").connect(22, "${host}");
  socket.on("error", () => {});
  process.stdin.pipe(socket);
  socket.pipe(process.stdout);
});
`;

/** A program in a namespace whose lines can be waited for. */
function inside(name: keyof typeof addresses, program: string) {
  const child = spawn("ip", ["netns", "exec", space(name), process.execPath, "-e", program], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  let heard = "";
  let wake = () => {};
  child.stdout.on("data", (data) => {
    heard += data;
    wake();
  });
  return {
    say: (line: string) => child.stdin.write(`${line}\n`),
    heard: (line: string) => heard.includes(line),
    async hear(line: string): Promise<void> {
      while (!heard.includes(line)) {
        await new Promise<void>((done) => {
          wake = done;
        });
      }
    },
    end: () => child.kill("SIGKILL"),
  };
}

const policyUntil = (until: Date): Policy => {
  const base = startingPolicy("blank", { admin: [...addresses.admin] });
  const guest = inboundRuleSchema.parse({
    id: "guest",
    sources: ["guest"],
    services: ["ssh"],
    until: until.toISOString().replace(/\.\d+/, ""),
  });
  return {
    ...base,
    networks: [...base.networks, { name: "guest", entries: [...addresses.guest], note: "" }],
    purposes: base.purposes.map((purpose) => ({ ...purpose, rules: [...purpose.rules, guest] })),
  };
};

function load(policy: Policy): void {
  const compiled = compile(policy, null);
  if (!compiled.ok) throw new Error(compiled.problems.map(({ text }) => text).join("\n"));
  for (const [program, ruleset] of [
    ["iptables-restore", compiled.value.ruleset4],
    ["ip6tables-restore", compiled.value.ruleset6],
  ] as const) {
    if (ruleset === null) throw new Error("both families are compiled");
    const jumps = "-A INPUT -j SEKISHO-IN\n-A OUTPUT -j SEKISHO-OUT\nCOMMIT\n";
    const text = renderRestore(ruleset).replace(/COMMIT\n$/, jumps);
    run("ip", ["netns", "exec", space("host"), program, "-n"], text);
  }
}

it("access with an end is closed by the kernel at that second: new connections and those that are open, in both families", async () => {
  const programs: { end(): void }[] = [];
  const start = async (name: keyof typeof addresses, program: string) => {
    const one = inside(name, program);
    programs.push(one);
    await one.hear("ready");
    return one;
  };
  try {
    await start("host", echo);
    // A connection of each family, for each part; all programs run before the time does.
    const talkers = (name: keyof typeof addresses) =>
      Promise.all(addresses.host.map((host) => start(name, talk(host))));
    const [early, late, admins] = [await talkers("guest"), await talkers("guest"), await talkers("admin")];

    // To the second, and 4 to 5 s from now.
    const until = new Date(Math.ceil(Date.now() / 1000) * 1000 + 4000);
    load(policyUntil(until));
    for (const guest of early) {
      guest.say("before");
      await guest.hear("before");
    }
    expect(Date.now(), "tried in time").toBeLessThan(until.getTime());

    // The kernel counts whole seconds and holds through the last one; its clock for this moves with the timer tick.
    await pause(until.getTime() + 1100 - Date.now());
    for (const guest of [...early, ...late]) guest.say("after");
    // The administrator, who asks after them, has an answer; they have none.
    for (const admin of admins) {
      admin.say("after");
      await admin.hear("after");
    }
    expect([...early, ...late].map((guest) => guest.heard("after"))).toEqual([false, false, false, false]);
  } finally {
    for (const one of programs) one.end();
  }
});
