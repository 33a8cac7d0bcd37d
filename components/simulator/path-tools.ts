import type { Explanation } from "@/lib/server/services/explain/explain-view";
import type { CommonTranslator, ExplainTranslator } from "./explain-words";

/** What every part of the path is told with. */
export type PathTools = {
  readonly t: ExplainTranslator;
  readonly common: CommonTranslator;
  readonly explanation: Pick<Explanation, "hostId" | "question">;
};
