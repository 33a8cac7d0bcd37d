import { currentActor } from "@/lib/server/auth/actor";
import { watchInspection } from "@/lib/server/services/host/watch-inspection";

type InspectionContext = { params: Promise<{ host: string }> };

/**
 * Inspects a host and streams what happens, one JSON message a line (`InspectionMessage`). A POST, since it leads to a
 * connection and a line in the record. It goes on when the reader leaves: what was read is kept.
 */
export async function POST(_request: Request, { params }: InspectionContext): Promise<Response> {
  const actor = await currentActor();
  if (!actor) return new Response(null, { status: 401 });
  const { host } = await params;
  const messages = watchInspection({ actor }, { hostId: host });
  const encoder = new TextEncoder();
  const stream = new ReadableStream({
    async pull(controller) {
      const next = await messages.next();
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(`${JSON.stringify(next.value)}\n`));
    },
  });
  return new Response(stream, {
    headers: { "content-type": "application/x-ndjson", "cache-control": "no-cache, no-transform" },
  });
}
