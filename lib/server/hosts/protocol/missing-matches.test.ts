import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseInspection } from "./parse-inspection";

const scripts = fileURLToPath(new URL("../scripts/", import.meta.url));
const read = (name: string) => readFileSync(`${scripts}${name}`, "utf8");

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sekisho-matches-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, text: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}

/** What the host script says of extensions, with these programs in place of the host's. */
function asked(): string {
  const script = `${read("common.sh")}\n${read("inspect.sh")}\ninspect_matches`;
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
  return spawnSync("sh", ["-s"], { input: script, encoding: "utf8", env }).stdout;
}

const rest = [
  "privilege root",
  "init other",
  "uptime 10",
  "boot-id b",
  "kernel 6.1.0",
  "hostname h",
  "ipv6 absent",
  "iptables 1.8.9 nf_tables 0",
  "forward4 0",
  "forward6 0",
  "ftp-helper no",
  "connection 203.0.113.9 40001 198.51.100.7 22",
].map((fact) => `SEKISHO:FACT ${fact}\n`);

function missing(said: string) {
  const parsed = parseInspection(`${rest.join("")}${said}SEKISHO:OVER\n`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value.missingMatches;
}

const enter = 'shift; exec "$@"';

test("extensions that the kernel refuses are named, in a namespace that nobody else is in", () => {
  program("unshare", `[ "$1" = -n ] || exit 9; ${enter}`);
  program("iptables", 'case "$*" in *connlimit*|*recent*) exit 4 ;; esac');
  expect(missing(asked())).toEqual(["connlimit", "recent"]);
});

test("a kernel that takes them all misses none", () => {
  program("unshare", enter);
  program("iptables", "exit 0");
  expect(missing(asked())).toEqual([]);
});

test("where nothing can be tried nothing is said, so that no protection is left out for it", () => {
  program("unshare", "exit 1");
  program("iptables", "exit 0");
  expect(missing(asked())).toBeUndefined();
  program("unshare", enter);
  program("iptables", "exit 3");
  expect(missing(asked())).toBeUndefined();
});
