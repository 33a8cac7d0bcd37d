import { currentActor } from "@/lib/server/auth/actor";
import { eventStream } from "@/lib/server/services/live/event-stream";
import { liveText } from "@/lib/server/services/live/live-text";
import { watchLive } from "@/lib/server/services/live/watch-live";

/** What is open on a host and what our rules have counted, as server-sent events: `data` is a `LiveMessage` as JSON. */
export async function GET(request: Request, { params }: { params: Promise<{ host: string }> }) {
  const actor = await currentActor();
  if (actor === null) return new Response(null, { status: 401 });
  const { host: hostId } = await params;
  return eventStream(request, (signal) => watchLive({ actor }, { hostId }, signal), liveText);
}
