import { actorOf } from "@/lib/server/auth/actor";
import { isServiceError } from "../service-error";

/** Proxies close a silent connection after 30 to 60 s. */
const heartbeatInterval = 15_000;

/** Who has taken nothing for so long is gone, whatever the network says: its share of the session ends. */
const patience = 60_000;

/** A stream goes on for hours; whether its reader is still signed in is asked so often. */
const recheckInterval = 30_000;

/**
 * Messages as server-sent events: `data` is what `text` makes of each. A message is made when the reader has taken the
 * one before, so a slow one gets what is newest. A refusal is an event `refused` with `{code, text}`, and the end. It
 * ends with the reader, and when the reader has signed out.
 */
export function eventStream<Message>(
  request: Request,
  begin: (signal: AbortSignal) => AsyncGenerator<Message>,
  text: (message: Message) => string,
): Response {
  const encoder = new TextEncoder();
  const ending = new AbortController();
  const { signal } = ending;
  const end = () => ending.abort();
  if (request.signal.aborted) end();
  request.signal.addEventListener("abort", end);
  const messages = begin(signal);
  let next: Promise<IteratorResult<Message>> | null = null;
  let gone: NodeJS.Timeout | undefined;
  const recheck = setInterval(() => {
    actorOf(request.headers).then((still) => still ?? end(), end);
  }, recheckInterval);
  signal.addEventListener("abort", () => {
    clearInterval(recheck);
    clearTimeout(gone);
    request.signal.removeEventListener("abort", end);
  });

  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        clearTimeout(gone);
        next ??= messages.next();
        let timer: NodeJS.Timeout | undefined;
        const silence = new Promise<null>((resolve) => {
          timer = setTimeout(() => resolve(null), heartbeatInterval);
        });
        try {
          const result = await Promise.race([next, silence]);
          if (result !== null) next = null;
          if (result?.done) {
            end();
            controller.close();
            return;
          }
          controller.enqueue(
            encoder.encode(result === null ? ": still here\n\n" : `data: ${text(result.value)}\n\n`),
          );
          gone = setTimeout(end, patience);
        } catch (error) {
          const { code, message } = isServiceError(error)
            ? error
            : { code: "internal", message: "The panel met an error of its own." };
          controller.enqueue(
            encoder.encode(`event: refused\ndata: ${JSON.stringify({ code, text: message })}\n\n`),
          );
          end();
          controller.close();
        } finally {
          clearTimeout(timer);
        }
      },
      cancel: end,
    },
    // Nothing is made ahead of the reader.
    { highWaterMark: 0 },
  );
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
}
