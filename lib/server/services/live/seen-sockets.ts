import type { LiveSocket } from "@/lib/core/live/live-frame";

/** A socket, and since when it is seen, in seconds of the host's uptime. `exact` false: it was there before anybody looked. */
export type SeenSocket = LiveSocket & { readonly since: number; readonly exact: boolean };

/** Between two frames is a second or a little more; after a longer gap a new socket may have been there for a while. */
const longestStep = 5;

/** Remembers since when each socket is seen, from frame to frame; a host that was restarted begins anew. */
export function seenSockets(): (sockets: readonly LiveSocket[], uptime: number) => SeenSocket[] {
  let known = new Map<string, { since: number; exact: boolean }>();
  let last: number | null = null;
  return (sockets, uptime) => {
    if (last !== null && uptime < last) known = new Map();
    const exact = last !== null && uptime >= last && uptime - last <= longestStep;
    last = uptime;
    known = new Map(sockets.map(({ key }) => [key, known.get(key) ?? { since: uptime, exact }]));
    return sockets.map((socket) => ({ ...socket, ...(known.get(socket.key) ?? { since: uptime, exact }) }));
  };
}
