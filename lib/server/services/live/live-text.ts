import type { LiveMessage, LiveSocketsView } from "./live-view";

/** The one large part of a message is the same for all who look. */
const texts = new WeakMap<LiveSocketsView, string>();

function socketsText(sockets: LiveSocketsView | null): string {
  if (sockets === null) return "null";
  const known = texts.get(sockets) ?? JSON.stringify(sockets);
  texts.set(sockets, known);
  return known;
}

/** A message as JSON. */
export function liveText({ sockets, ...rest }: LiveMessage): string {
  return `${JSON.stringify(rest).slice(0, -1)},"sockets":${socketsText(sockets)}}`;
}
