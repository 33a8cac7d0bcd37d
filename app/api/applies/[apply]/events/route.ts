import { currentActor } from "@/lib/server/auth/actor";
import { watchApply } from "@/lib/server/services/apply/watch-apply";
import { isServiceError } from "@/lib/server/services/service-error";

/** Proxies close a silent connection after 30 to 60 s. */
const heartbeatInterval = 15_000;

/**
 * An apply's progress as server-sent events: `data` is an `ApplyProgress` as JSON with `now`, the panel's clock (ISO),
 * one at once and one after each change; the stream ends with the apply. Comments keep the connection open in between. A refusal is an event `refused`
 * with `{code, text}`.
 */
export async function GET(request: Request, { params }: { params: Promise<{ apply: string }> }) {
  const actor = await currentActor();
  if (actor === null) return new Response(null, { status: 401 });
  const { apply } = await params;
  const encoder = new TextEncoder();
  const ending = new AbortController();
  const end = () => ending.abort();
  if (request.signal.aborted) end();
  request.signal.addEventListener("abort", end);

  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const send = (text: string) => {
        if (!ending.signal.aborted) controller.enqueue(encoder.encode(text));
      };
      const heartbeat = setInterval(() => send(": still here\n\n"), heartbeatInterval);
      try {
        for await (const progress of watchApply({ actor }, { applyId: apply }, ending.signal)) {
          const now = new Date().toISOString();
          send(`data: ${JSON.stringify({ ...progress, now })}\n\n`);
        }
        // Without it the browser would connect again and again to a stream that is over.
        send("event: over\ndata: {}\n\n");
      } catch (error) {
        const { code, message } = isServiceError(error)
          ? error
          : { code: "internal", message: "The panel met an error of its own." };
        send(`event: refused\ndata: ${JSON.stringify({ code, text: message })}\n\n`);
      } finally {
        clearInterval(heartbeat);
        request.signal.removeEventListener("abort", end);
        if (!ending.signal.aborted) controller.close();
      }
    },
    cancel: end,
  });
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
}
