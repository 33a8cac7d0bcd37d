import { currentActor } from "@/lib/server/auth/actor";
import { watchBlocked } from "@/lib/server/services/blocked/watch-blocked";
import { eventStream } from "@/lib/server/services/live/event-stream";

/** What the rules of a host refuse, as server-sent events: `data` is a `BlockedMessage` as JSON. */
export async function GET(request: Request, { params }: { params: Promise<{ host: string }> }) {
  const actor = await currentActor();
  if (actor === null) return new Response(null, { status: 401 });
  const { host: hostId } = await params;
  return eventStream(request, (signal) => watchBlocked({ actor }, { hostId }, signal), JSON.stringify);
}
