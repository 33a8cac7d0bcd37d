import { currentActor } from "@/lib/server/auth/actor";
import { eventStream } from "@/lib/server/services/live/event-stream";
import type { LiveMessage, LiveSocketsView } from "@/lib/server/services/live/live-view";
import { watchLive } from "@/lib/server/services/live/watch-live";

/** The one large part of a message is the same for all who look. */
const texts = new WeakMap<LiveSocketsView, string>();

function socketsText(sockets: LiveSocketsView | null): string {
  if (sockets === null) return "null";
  const known = texts.get(sockets) ?? JSON.stringify(sockets);
  texts.set(sockets, known);
  return known;
}

function messageText({ sockets, ...rest }: LiveMessage): string {
  return `${JSON.stringify(rest).slice(0, -1)},"sockets":${socketsText(sockets)}}`;
}

/** What is open on a host and what our rules have counted, as server-sent events: `data` is a `LiveMessage` as JSON. */
export async function GET(request: Request, { params }: { params: Promise<{ host: string }> }) {
  const actor = await currentActor();
  if (actor === null) return new Response(null, { status: 401 });
  const { host: hostId } = await params;
  return eventStream(request, (signal) => watchLive({ actor }, { hostId }, signal), messageText);
}
