import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MutantName, mutants, type SourceChange } from "./mutants";
import { bundlePanel } from "./panel/bundle";
import type { PanelBuild } from "./seat";

const isScript = ({ file }: SourceChange) => file.startsWith("lib/server/hosts/scripts/");

/** Bundles the panel; for a mutant with its change planted, in a folder of its own. The analysis worker must be built. */
export async function buildPanel(root: string, mutant: MutantName | null): Promise<PanelBuild> {
  const changes: readonly SourceChange[] = mutant === null ? [] : mutants[mutant];
  const name = `${mutant ?? "panel"}-${process.pid}`;
  const bundle = await bundlePanel(
    root,
    name,
    changes.filter((change) => !isScript(change)),
  );
  const scripts = changes.filter(isScript);
  // A tree of its own, so that a campaign of an hour runs one state of the sources.
  const tree = mkdtempSync(join(tmpdir(), "sekisho-faults-tree-"));
  mkdirSync(join(tree, "lib/server/hosts"), { recursive: true });
  cpSync(join(root, "lib/server/hosts/scripts"), join(tree, "lib/server/hosts/scripts"), { recursive: true });
  cpSync(join(root, "prisma"), join(tree, "prisma"), { recursive: true });
  cpSync(join(root, "bin"), join(tree, "bin"), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(tree, "node_modules"));
  for (const { file, from, to } of scripts) {
    const path = join(tree, file);
    const text = readFileSync(path, "utf8");
    if (!text.includes(from)) throw new Error(`${file} holds no such text any more: ${from}`);
    writeFileSync(
      path,
      text.replaceAll(from, () => to),
    );
  }
  return { bundle, tree };
}

/** The library that gives programs another time of day. */
export function findFaketime(): string {
  const places = [
    "x86_64-linux-gnu",
    "aarch64-linux-gnu",
    "riscv64-linux-gnu",
    "i386-linux-gnu",
    "arm-linux-gnueabihf",
  ];
  const found = places
    .map((place) => `/usr/lib/${place}/faketime/libfaketimeMT.so.1`)
    .find((file) => existsSync(file));
  if (found === undefined) throw new Error("libfaketime is not here. As root: apt-get install libfaketime");
  return found;
}
