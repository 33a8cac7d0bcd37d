/**
 * Raises a practice VPS, or says why it cannot. Run by plain node as a short-lived program:
 *   node launch.mjs check         → one line of JSON: {available: true} or {available: false, code, text}
 *   node launch.mjs raise FOLDER  → one line of JSON: {ok: true, outer, inner, mapsUsers} or {ok: false, code, text}
 * FOLDER holds config.json (see internet.mjs). The practice VPS outlives this program and the panel.
 */
import { spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkAvailability } from "./check.mjs";
import { enterArguments, openUserNamespace, searchPath } from "./namespaces.mjs";

const here = dirname(fileURLToPath(import.meta.url));

const [verb, folder] = process.argv.slice(2);
const answer = verb === "raise" ? await raise(folder) : await checkAvailability();
process.stdout.write(`${JSON.stringify(answer)}\n`, () => process.exit(0));

async function raise(target) {
  const availability = await checkAvailability();
  if (!availability.available) return { ok: false, code: availability.code, text: availability.text };
  const namespace = await openUserNamespace();
  const logFile = join(target, "log");
  const log = openSync(logFile, "w", 0o600);
  writeFileSync(
    join(target, "mapping.json"),
    JSON.stringify({ base: namespace.mapping.base, count: namespace.mapping.count }),
    { mode: 0o600 },
  );
  const child = spawn(
    "nsenter",
    enterArguments(namespace, [process.execPath, join(here, "internet.mjs"), target]),
    {
      cwd: "/",
      detached: true,
      // The environment may hold the panel's secrets: nothing of it goes in but the search path.
      env: { PATH: searchPath },
      stdio: ["ignore", log, log, "pipe"],
    },
  );
  closeSync(log);
  const word = await new Promise((resolve) => {
    let text = "";
    child.stdio[3].on("data", (chunk) => {
      text += chunk;
      if (text.includes("\n")) resolve(text.trim());
    });
    child.on("error", (error) => resolve(error.message));
    child.on("exit", () => resolve(""));
  });
  namespace.release();
  if (word !== "ready") {
    child.kill("SIGKILL");
    const told = readFileSync(logFile, "utf8").trim().split("\n").slice(-8).join("\n");
    return { ok: false, code: "raise-failed", text: `The practice VPS did not start: ${told || word}` };
  }
  child.unref();
  return {
    ok: true,
    outer: named(child.pid),
    inner: named(childOf(child.pid)),
    mapsUsers: namespace.mapping.count > 1,
  };
}

/** A process by pid and start time (field 22 of /proc/PID/stat): together they name one for the life of the machine. */
function named(pid) {
  return { pid, startTime: statFields(pid)[19] };
}

/** The one child of unshare: the first process of the new PID namespace, as seen from out here. */
function childOf(parent) {
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (statFields(name)[1] === String(parent)) return Number(name);
    } catch {
      // It ended while we looked.
    }
  }
  throw new Error("The practice VPS ended as soon as it was up.");
}

/** Fields of /proc/PID/stat from the third on; the second, the name, may hold anything. */
function statFields(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}
