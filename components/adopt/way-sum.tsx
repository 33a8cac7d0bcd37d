import type { createTranslator } from "use-intl/core";
import type { MeaningView } from "@/lib/server/services/meaning/meaning-view";
import type messages from "@/messages/en";

type Texts = ReturnType<typeof createTranslator<typeof messages, "adopt">>;

/** How much a way would change for new connections, in one line. */
export function WaySum({ t, meaning }: { t: Texts; meaning: MeaningView | null }) {
  if (meaning === null) return t("ways.sumNot");
  if (!meaning.told || meaning.outcomes[4] === "too-complex" || meaning.outcomes[6] === "too-complex") {
    return t("ways.sumUnknown");
  }
  const count = (kind: string) => meaning.rows.filter((row) => row.kind === kind).length;
  return t("ways.sum", { opened: count("opened"), closed: count("closed") });
}
