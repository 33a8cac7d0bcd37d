import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { rigKinds } from "./kinds";
import { initOf, markName } from "./marked";
import { clearRig, filesFolder, isHeld, readRig, rigFolder, rigNames, takeRig, writeRig } from "./rig-record";

const usage = `Disposable hosts to try the panel on. Needs root.

npm run rig -- up KIND [NAME]    raises one, prints how to reach it, and holds it until Ctrl-C or "down"
npm run rig -- list              those that stand
npm run rig -- shell NAME [COMMAND …]   its console, which no rule can shut
npm run rig -- down NAME|--all   ends one or all

Kinds:
${Object.entries(rigKinds)
  .map(([name, { what }]) => `  ${name.padEnd(12)} ${what}`)
  .join("\n")}`;

/** One call of \`npm run rig\`; answers with the exit code. `self`: the file that runs, to be run again as the reaper. */
export async function rigCommand(words: readonly string[], self: string): Promise<number> {
  const [verb, first, ...rest] = words;
  switch (verb) {
    case "up":
      return first === undefined ? wrong(usage) : up(first, rest[0] ?? first, self);
    case "list":
      return list();
    case "shell":
      return first === undefined ? wrong(usage) : shell(first, rest);
    case "down":
      return first === undefined ? wrong(usage) : down(first);
    case "reap":
      return first === undefined ? wrong(usage) : reap(first, self);
    default:
      return wrong(usage);
  }
}

function wrong(text: string): number {
  console.error(text);
  return 2;
}

async function up(kindName: string, name: string, self: string): Promise<number> {
  const kind = rigKinds[kindName];
  if (kind === undefined) return wrong(`There is no kind "${kindName}".\n\n${usage}`);
  if (!/^[a-z0-9][a-z0-9-]{0,30}$/.test(name)) return wrong("A name is made of a-z, 0-9 and -.");
  const obstacle = kind.obstacle();
  if (obstacle !== null) return wrong(`It cannot be raised here: ${obstacle}.`);
  const old = readRig(name);
  if (old !== null && isHeld(old))
    return wrong(`"${name}" stands already. End it with: npm run rig -- down ${name}`);
  await clearRig(name);

  const record = takeRig(name, kindName);
  const folder = rigFolder(name);
  const reaper = startReaper(name, self);
  const over = stopSignal();
  // Whatever is started from here on carries the mark, and puts its files below this folder.
  process.env[markName] = folder;
  process.env.TMPDIR = filesFolder(name);
  mkdirSync(process.env.TMPDIR);
  const keyFile = join(folder, "key");
  spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "rig", "-f", keyFile]);
  const publicKey = readFileSync(`${keyFile}.pub`, "utf8").trim();
  console.log(`Raising ${name}: ${kind.what} …`);
  let code = 0;
  try {
    const standing = await Promise.race([kind.raise(publicKey), over.then(() => null)]);
    if (standing === null) {
      // What is still being raised would be raised again while this process lives; the reaper waits for its end.
      console.log(`${name} is given up.`);
      return 1;
    }
    const { address4, address6, user, path } = standing;
    writeRig(name, { ...record, login: { address4, address6, user, path } });
    console.log(`
Address      ${address4}  or  ${address6}
Port         22
User         ${user}
Private key  ${keyFile}

ssh -i ${keyFile} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null ${user}@${address4}
npm run rig -- shell ${name}

It stands until Ctrl-C here, or: npm run rig -- down ${name}`);
    await over;
    await standing.stop();
  } catch (cause) {
    console.error(cause instanceof Error ? cause.message : cause);
    code = 1;
  }
  // The same way as after a kill: the reaper sees this end of its pipe go.
  reaper.stdin?.end();
  await new Promise((done) => reaper.once("exit", done));
  console.log(`${name} is gone.`);
  return code;
}

/** Resolves with the first signal that asks for an end; a second one does not hurry it. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve());
  });
}

/** A process in a session of its own that waits for this one's end, however it comes, and clears up after it. */
function startReaper(name: string, self: string): ChildProcess {
  return spawn(process.execPath, [self, "reap", name], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
}

async function reap(name: string, self: string): Promise<number> {
  for await (const _ of process.stdin) {
    // Nothing is ever said; only the end counts.
  }
  await clearRig(name);
  // Its holder could not, if it was killed.
  rmSync(self, { force: true });
  return 0;
}

function list(): number {
  const names = rigNames();
  if (names.length === 0) console.log("None.");
  for (const name of names) {
    const record = readRig(name);
    const login = record?.login;
    const where =
      login == null ? "being raised" : `${login.user}@${login.address4}  ${join(rigFolder(name), "key")}`;
    const state = record !== null && isHeld(record) ? where : "left behind: its holder is gone";
    console.log(`${name.padEnd(14)} ${(record?.kind ?? "-").padEnd(12)} ${state}`);
  }
  return 0;
}

function shell(name: string, command: readonly string[]): number {
  const record = readRig(name);
  const init = initOf(rigFolder(name));
  if (record?.login == null || init === null) return wrong(`"${name}" does not stand.`);
  const words = command.length === 0 ? ["sh", "-i"] : ["sh", "-c", command.join(" ")];
  const { status } = spawnSync(
    "nsenter",
    [
      ...["-t", String(init), "-a", "env", "-i", `PATH=${record.login.path}`, "HOME=/root"],
      ...[`TERM=${process.env.TERM ?? "dumb"}`, `PS1=${name}# `, ...words],
    ],
    { stdio: "inherit" },
  );
  return status ?? 1;
}

async function down(which: string): Promise<number> {
  const names = which === "--all" ? rigNames() : [which];
  for (const name of names) {
    if (!existsSync(rigFolder(name))) return wrong(`There is no "${name}".`);
    const record = readRig(name);
    if (record !== null && isHeld(record)) {
      process.kill(record.holder.pid, "SIGTERM");
      for (let waits = 0; waits < 300 && existsSync(rigFolder(name)); waits++) await pause(100);
      if (existsSync(rigFolder(name)) && isHeld(record)) process.kill(record.holder.pid, "SIGKILL");
    }
    await clearRig(name);
    console.log(`${name} is gone.`);
  }
  return 0;
}
