import { readFileSync } from "node:fs";
import { join } from "node:path";
import { wrapWhole } from "./host-script";

const folder = join(/* turbopackIgnore: true */ process.cwd(), "lib/server/hosts/scripts");

function part(name: string): string {
  return readFileSync(join(/* turbopackIgnore: true */ folder, name), "utf8");
}

/** The whole text of WATCH. Constant: it takes no data. */
export function watchText(): string {
  return wrapWhole(part("common.sh") + part("watch.sh") + part("watch-entry.sh"));
}
