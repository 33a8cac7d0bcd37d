import { logReaderText, partText, wrapWhole } from "./host-script";

/** The whole text of BLOCKED. Constant: it takes no data. */
export function blockedText(): string {
  return wrapWhole(
    partText("common.sh") + logReaderText() + partText("blocked.sh") + partText("blocked-entry.sh"),
  );
}
