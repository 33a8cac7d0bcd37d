import type { MeaningTranslator } from "../meaning/meaning-words";
import type { CommonTranslator, ExplainTranslator } from "../simulator/explain-words";
import type { ExposureTranslator } from "./cell-words";

/** All that a line of the table is told with. */
export type SocketTexts = {
  readonly exposure: ExposureTranslator;
  readonly meaning: MeaningTranslator;
  readonly explain: ExplainTranslator;
  readonly common: CommonTranslator;
};
