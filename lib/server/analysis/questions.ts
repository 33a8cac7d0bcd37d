import type { ImportAsk, ImportRead } from "@/lib/core/adopt/read-import";
import type { ClaimsAnswer, ClaimsAsk } from "@/lib/core/assertion/claims-question";
import type {
  CellAnswer,
  CellAsk,
  ExposureAnswer,
  ExposureAsk,
} from "@/lib/core/assertion/exposure-question";
import type { SocketsAnswer, SocketsAsk } from "@/lib/core/exposure/exposure-rows";
import type { WholeMeaning } from "@/lib/core/meaning/meaning";
import type { MeaningAsk } from "@/lib/core/meaning/read-sides";

/** What the worker can be asked: data in, data out (texts, plain objects, bigints). */
export type Questions = {
  readonly meaning: { readonly ask: MeaningAsk; readonly answer: WholeMeaning };
  readonly claims: { readonly ask: ClaimsAsk; readonly answer: ClaimsAnswer };
  readonly exposure: { readonly ask: ExposureAsk; readonly answer: ExposureAnswer };
  readonly import: { readonly ask: ImportAsk; readonly answer: ImportRead };
  readonly sockets: { readonly ask: SocketsAsk; readonly answer: SocketsAnswer };
  readonly cell: { readonly ask: CellAsk; readonly answer: CellAnswer };
};

export type QuestionKind = keyof Questions;
export type Ask<Kind extends QuestionKind> = Questions[Kind]["ask"];
export type Answer<Kind extends QuestionKind> = Questions[Kind]["answer"];

/** What goes to the worker: the question serialized by node:v8, which carries bigints. */
export type Request = { readonly id: number; readonly kind: QuestionKind; readonly question: Uint8Array };

/** What comes back; `failed`: the code fell over, which is a fault of ours. */
export type Response =
  | { readonly id: number; readonly answer: Answer<QuestionKind> }
  | { readonly id: number; readonly failed: string };
