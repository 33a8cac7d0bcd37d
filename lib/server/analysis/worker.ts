/** The worker thread: asks the core, one question at a time. Bundled to bin/analysis-worker.mjs. */
import { deserialize } from "node:v8";
import { parentPort } from "node:worker_threads";
import { readImport } from "@/lib/core/adopt/read-import";
import { answerClaims } from "@/lib/core/assertion/answer-claims";
import { answerCell, answerExposure } from "@/lib/core/assertion/answer-exposure";
import { answerSockets } from "@/lib/core/exposure/answer-sockets";
import { readMeaning } from "@/lib/core/meaning/read-sides";
import type { Answer, Ask, QuestionKind, Request, Response } from "./questions";

const answers: { readonly [Kind in QuestionKind]: (ask: Ask<Kind>) => Answer<Kind> } = {
  meaning: readMeaning,
  claims: answerClaims,
  exposure: answerExposure,
  import: readImport,
  sockets: answerSockets,
  cell: answerCell,
};

function answer({ id, kind, question }: Request): Response {
  try {
    return { id, answer: answers[kind](deserialize(question)) };
  } catch (error) {
    return { id, failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

parentPort?.on("message", (request: Request) => parentPort?.postMessage(answer(request)));
