import { readFileSync } from "node:fs";
import { join } from "node:path";
import { textFunction, wrapWhole } from "./host-script";

const folder = join(/* turbopackIgnore: true */ process.cwd(), "lib/server/hosts/scripts");

function part(name: string): string {
  return readFileSync(join(/* turbopackIgnore: true */ folder, name), "utf8");
}

/** The whole text of a call of CHECKS. `request` is data, checked by the caller, one line each. */
export function checksText(request: readonly string[], endWord: string): string {
  return wrapWhole(
    part("common.sh") +
      part("checks.sh") +
      textFunction("request", `${request.join("\n")}\n`, endWord) +
      part("checks-entry.sh"),
  );
}
