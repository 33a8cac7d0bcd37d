import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { debianRigObstacle } from "./debian-tree";
import { marked } from "./marked";
import { machinesOf, readRig, rigFolder } from "./rig-record";

const obstacle = debianRigObstacle();
const root = join(import.meta.dirname, "../..");
const script = join(root, "scripts/rig.mjs");

let counter = 0;
const holders: ChildProcess[] = [];

/** `npm run rig -- up`, in a process group of its own as a terminal makes it, until it has said a word. */
async function up(kind: string, until: string) {
  counter += 1;
  const name = `test-${process.pid}-${counter}`;
  const child = spawn(process.execPath, [script, "up", kind, name], {
    cwd: root,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  holders.push(child);
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let said = "";
  await new Promise<void>((resolve, reject) => {
    const hear = (data: Buffer) => {
      said += data;
      if (said.includes(until)) resolve();
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("close", () => reject(new Error(`it ended: ${said}`)));
  });
  const pid = child.pid ?? 0;
  return {
    name,
    pid,
    gone,
    said: () => said,
    kill: (signal: NodeJS.Signals, all = false) => process.kill(all ? -pid : pid, signal),
  };
}
type Up = Awaited<ReturnType<typeof up>>;

const rig = (...words: string[]) =>
  spawnSync(process.execPath, [script, ...words], { cwd: root, encoding: "utf8" });

/** Takes stock of what a rig has on this machine; answers with what of it is still there. */
function stock({ name, pid }: Up): () => string[] {
  const folder = rigFolder(name);
  const address = readRig(name)?.login?.address4;
  const outside = address?.replace(/\d+$/, (last) => String(Number(last) - 1));
  const machines = machinesOf(name);
  return () => [
    ...(existsSync(folder) ? [folder] : []),
    ...marked(folder).map((each) => `process ${each}`),
    ...execFileSync("ip", ["-o", "addr"], { encoding: "utf8" })
      .split("\n")
      .filter((line) => outside && line.includes(` ${outside}/`)),
    ...machines.flatMap((machine) =>
      execFileSync("find", ["/sys/fs/cgroup", "-name", machine], { encoding: "utf8" })
        .split("\n")
        .filter(Boolean),
    ),
    ...readdirSync(join(root, ".cache/rig")).filter((file) => file.includes(`-${pid}.`)),
  ];
}

/** Waits until nothing of it is there any more; half a minute is far more than it takes. */
async function nothingLeft(left: () => string[]): Promise<void> {
  for (let waits = 0; waits < 300 && left().length > 0; waits++) await pause(100);
  expect(left()).toEqual([]);
}

describe.skipIf(obstacle !== null)(`npm run rig${obstacle ? ` (skipped: ${obstacle})` : ""}`, () => {
  afterAll(() => {
    for (const { pid, exitCode, signalCode } of holders) {
      if (pid !== undefined && exitCode === null && signalCode === null) process.kill(pid, "SIGTERM");
    }
  });

  test("raises a host that the printed key opens, whose console no rule shuts, and that is gone after `down`", async () => {
    const held = await up("plain", "It stands until");
    const left = stock(held);
    expect(left().length).toBeGreaterThan(2);
    const [, address = ""] = /^Address +(\S+)/m.exec(held.said()) ?? [];
    const [, key = ""] = /^Private key +(\S+)/m.exec(held.said()) ?? [];
    const ssh = [
      "-i",
      key,
      "-F",
      "none",
      "-o",
      "BatchMode=yes",
      "-o",
      "StrictHostKeyChecking=no",
      "-o",
      "UserKnownHostsFile=/dev/null",
    ];
    expect(
      execFileSync("ssh", [...ssh, "-o", "LogLevel=ERROR", `root@${address}`, "id -u"], { encoding: "utf8" }),
    ).toBe("0\n");
    expect(rig("list").stdout).toContain(`${held.name} `);
    expect(rig("shell", held.name, "iptables -P INPUT DROP").status).toBe(0);
    expect(rig("shell", held.name, "iptables -S INPUT").stdout).toBe("-P INPUT DROP\n");
    expect(rig("up", "plain", held.name).stderr).toContain("stands already");
    expect(rig("down", held.name).status).toBe(0);
    await held.gone;
    await nothingLeft(left);
    expect(rig("down", held.name).stderr).toContain("There is no");
  });

  test.each([
    { kind: "plain", what: "Ctrl-C", end: (held: Up) => held.kill("SIGINT", true) },
    { kind: "plain", what: "kill -9", end: (held: Up) => held.kill("SIGKILL") },
    { kind: "debian", what: "kill", end: (held: Up) => held.kill("SIGTERM") },
    { kind: "debian", what: "kill -9 of its whole group", end: (held: Up) => held.kill("SIGKILL", true) },
  ])("leaves nothing of a host ($kind) after $what", async ({ kind, end }) => {
    const held = await up(kind, "It stands until");
    const left = stock(held);
    expect(left().length).toBeGreaterThan(kind === "debian" ? 4 : 2);
    end(held);
    await held.gone;
    await nothingLeft(left);
  });

  test.each([
    { what: "kill -9", end: (held: Up) => held.kill("SIGKILL") },
    { what: "Ctrl-C", end: (held: Up) => held.kill("SIGINT", true) },
  ])("leaves nothing after $what while it raises one", async ({ end }) => {
    const held = await up("debian", "Raising");
    const left = stock(held);
    // Into the copy of its tree, or the boot.
    await pause(2000);
    end(held);
    await held.gone;
    await nothingLeft(left);
    expect(marked(rigFolder(held.name))).toEqual([]);
  });

  test("what was left behind with nobody to clear up is told, and cleared by `down`", async () => {
    const held = await up("plain", "It stands until");
    const left = stock(held);
    // Its reaper is the other process of its name.
    const reaper = execFileSync("pgrep", ["-f", `main-${held.pid}.mjs reap ${held.name}$`], {
      encoding: "utf8",
    });
    process.kill(Number(reaper), "SIGKILL");
    held.kill("SIGKILL");
    await held.gone;
    expect(left().length).toBeGreaterThan(2);
    expect(rig("list").stdout).toMatch(new RegExp(`^${held.name} .*left behind`, "m"));
    expect(rig("down", held.name).status).toBe(0);
    // The bundle that nobody runs any more lies in the folder for such files.
    rmSync(join(root, ".cache/rig", `main-${held.pid}.mjs`));
    await nothingLeft(left);
  });

  test("an unknown kind, and a name that is none, are told with what there is", () => {
    expect(rig("up", "windows").stderr).toContain("fail2ban");
    expect(rig("up", "plain", "../x").stderr).toContain("a-z");
    expect(rig().stderr).toContain("npm run rig -- down NAME|--all");
  });
});
