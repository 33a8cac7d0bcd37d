// Writes lib/core/compile/testdata/<case>/{restore,ip6restore,script,…} anew by the command line, then runs the tests
// that compare them with what the compiler makes, and fails when the two differ.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const cases = `${root}lib/core/compile/testdata`;

/** File name → options of `sekisho render`. */
const outputs = {
  "restore.txt": ["--format", "restore"],
  "ip6restore.txt": ["--format", "ip6restore"],
  "flat.restore.txt": ["--format", "restore", "--flat"],
  "flat.ip6restore.txt": ["--format", "ip6restore", "--flat"],
  "script.sh": ["--format", "script"],
};

execFileSync(process.execPath, [`${root}scripts/build-cli.mjs`], { stdio: "inherit" });
for (const name of readdirSync(cases)) {
  const folder = `${cases}/${name}`;
  const facts = existsSync(`${folder}/facts.json`) ? ["--facts", `${folder}/facts.json`] : [];
  for (const [file, options] of Object.entries(outputs)) {
    const args = [`${root}bin/sekisho.mjs`, "render", `${folder}/policy.json`, ...options, ...facts];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    if (status !== 0) {
      console.error(`${name}: ${stderr}`);
      process.exit(1);
    }
    writeFileSync(`${folder}/${file}`, stdout);
  }
}
const tests = ["vitest", "run", "--project", "unit", "lib/core/compile"];
process.exitCode = spawnSync("npx", tests, { cwd: root, stdio: "inherit" }).status ?? 1;
