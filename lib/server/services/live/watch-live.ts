import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import type { CounterSample } from "@/lib/core/live/counter-series";
import { listeningPorts, socketWay } from "@/lib/core/live/socket-way";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { loadExplainInput } from "../explain/load-explain-input";
import { hostGateway } from "../host-gateway";
import { parseInput } from "../parse-input";
import { type LiveCounts, type LiveHub, type LiveSockets, makeLiveHub } from "./live-hub";
import type { LiveMessage, LiveRulesView, LiveSocketsView } from "./live-view";
import { liveRules, rulesName } from "./rules-view";
import { statusView } from "./status-view";

const inputSchema = z.strictObject({ hostId: z.string() });

// Module state is not shared between the copies that the framework makes; globalThis is.
const shared = globalThis as typeof globalThis & { __sekishoLiveHub?: LiveHub };

function hub(): LiveHub {
  shared.__sekishoLiveHub ??= makeLiveHub({
    watch: (hostId, options) => hostGateway().watchLive(hostId, options),
    pause: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }).catch(() => undefined),
    now: () => new Date(),
  });
  return shared.__sekishoLiveHub;
}

/** Sockets are told once for all who look: a hundred viewers cost one telling. */
const told = new WeakMap<LiveSockets, LiveSocketsView>();

function socketsView(all: LiveSockets, users: ReadonlyMap<number, string>): LiveSocketsView {
  const known = told.get(all);
  if (known !== undefined) return known;
  const { readAt, uptime, source, more, sockets } = all;
  const listening = listeningPorts(sockets);
  const rows = sockets.map((socket) => ({
    ...socket,
    way: socketWay(socket, listening),
    user: socket.uid === null ? null : (users.get(socket.uid) ?? String(socket.uid)),
  }));
  const view = { readAt: readAt.toISOString(), uptime, source, more, rows };
  told.set(all, view);
  return view;
}

const sampleOf = ({ uptime, rules }: LiveCounts, name: string): CounterSample => ({
  rules: name,
  uptime,
  values: rules.map(({ packets, bytes }) => [packets, bytes] as const),
});

const load = (hostId: string) => transaction(async (tx) => (await loadExplainInput(tx, hostId)).input);

/**
 * What is open on a host and what our rules have counted, once a second, until `signal` aborts: all of it at once, then
 * what changed. Who is slow gets what is newest. All who look share one session. Reads only. Throws `host-not-found`.
 */
export async function* watchLive(
  context: Context,
  input: unknown,
  signal: AbortSignal,
): AsyncGenerator<LiveMessage> {
  authorise(context, "live.watch");
  const { hostId } = parseInput(inputSchema, input);
  const { facts } = await load(hostId);
  const users = new Map(Object.entries(facts?.users ?? {}).map(([name, uid]) => [uid, name]));
  let shownSockets: LiveSockets | null = null;
  let shownCounts: LiveCounts | null = null;
  let shownName: string | null = null;
  for await (const { status, sockets, counts } of hub().view(hostId, signal)) {
    let rules: LiveRulesView | null = null;
    const isNew = counts !== null && counts !== shownCounts;
    const name: string | null = isNew ? rulesName(counts.rules) : shownName;
    if (isNew && name !== null && name !== shownName) {
      // Other rules are on the host: what they come from has to be read anew too.
      rules = { name, rules: liveRules(counts.rules, await load(hostId)) };
    }
    yield {
      status: statusView(status),
      sockets: sockets !== null && sockets !== shownSockets ? socketsView(sockets, users) : null,
      rules,
      counts: isNew && name !== null ? sampleOf(counts, name) : null,
    };
    shownSockets = sockets;
    shownCounts = counts;
    shownName = name;
  }
}
