import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { hashOf, isFresh, writeStamp } from "./stamp.mjs";

/** npm as the one that runs us, else the one of the PATH. */
function npm(root, ...words) {
  const own = process.env.npm_execpath;
  const [program, first] = own?.endsWith(".js") ? [process.execPath, [own]] : ["npm", []];
  return spawnSync(program, [...first, ...words, "--loglevel=error"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    shell: program === "npm" && process.platform === "win32",
  });
}

/** Whether npm's own record of node_modules says what the lock file says; what is missing must be optional. */
function matchesLock(root) {
  const record = join(root, "node_modules/.package-lock.json");
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const present = JSON.parse(readFileSync(record, "utf8")).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "") return true;
    const there = present[path];
    return there === undefined ? entry.optional === true : there.version === entry.version;
  });
}

/** Whether the compiled database driver fits this Node. */
function driverWorks(root) {
  const code = 'new (require("better-sqlite3"))(":memory:").close()';
  return spawnSync(process.execPath, ["-e", code], { cwd: root, stdio: "ignore" }).status === 0;
}

function missingTools() {
  const has = (program) => spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;
  const missing = [];
  if (!has("python3")) missing.push("python3");
  if (!has("make")) missing.push("make");
  if (!has(process.env.CXX || "c++") && !has("g++") && !has("clang++")) missing.push("g++ (a C++ compiler)");
  return missing;
}

function fail(result, what) {
  const output = `${result.stdout ?? ""}${result.stderr ?? ""}`.trim().split("\n").slice(-30).join("\n");
  const missing = missingTools();
  const advice =
    missing.length > 0
      ? `\nThe database driver is compiled here when no ready-made one can be downloaded. Missing for that: ${missing.join(", ")}.\nDebian and Ubuntu: sudo apt-get install -y python3 make g++   Fedora: sudo dnf install -y python3 make gcc-c++   Alpine: apk add python3 make g++`
      : "";
  throw new Error(`${what} failed.\n${output || String(result.error ?? "")}${advice}`);
}

/** Brings node_modules to the lock file, if it is not there already. Returns what was done. */
export function installPackages(root) {
  const stamp = join(root, "node_modules/.sekisho-installed");
  const hash = hashOf(root, ["package-lock.json"], process.versions.modules);
  if (isFresh(stamp, hash)) return "up to date";
  let done = "up to date";
  if (!matchesLock(root)) {
    const result = npm(root, "ci");
    if (result.status !== 0) fail(result, "npm ci");
    done = "installed";
  }
  if (!driverWorks(root)) {
    const result = npm(root, "rebuild", "better-sqlite3");
    if (result.status !== 0 || !driverWorks(root)) fail(result, "npm rebuild better-sqlite3");
    done = "database driver rebuilt for this Node";
  }
  writeStamp(stamp, hash);
  return done;
}
