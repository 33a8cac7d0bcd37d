import { connect } from "node:net";
import * as z from "zod";
import { PracticeError } from "./practice-error";

const answerSchema = z.union([
  z.looseObject({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), code: z.string(), text: z.string() }),
]);

/** Gives the internet side one order over its Unix socket. Throws PracticeError. */
export function sendOrder(
  socketPath: string,
  order: { readonly verb: string } & Readonly<Record<string, unknown>>,
  timeoutMilliseconds: number,
): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    const fail = (code: string, text: string) => {
      clearTimeout(timer);
      socket.destroy();
      reject(new PracticeError(code, text));
    };
    const timer = setTimeout(
      () => fail("no-answer", "The practice VPS does not answer."),
      timeoutMilliseconds,
    );
    let text = "";
    socket.setEncoding("utf8");
    socket.on("connect", () => socket.write(`${JSON.stringify(order)}\n`));
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("error", () => fail("not-running", "The practice VPS is not running."));
    socket.on("close", () => {
      try {
        const answer = answerSchema.parse(JSON.parse(text));
        if (!answer.ok) return fail(answer.code, answer.text);
        clearTimeout(timer);
        resolve(answer);
      } catch {
        fail("no-answer", "The practice VPS ended the conversation.");
      }
    });
  });
}
