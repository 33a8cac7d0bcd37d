import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import type { BlockedGroups } from "@/lib/core/blocked/group-entries";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { loadExplainInput } from "../explain/load-explain-input";
import { hostGateway } from "../host-gateway";
import { statusView } from "../live/status-view";
import { parseInput } from "../parse-input";
import { type BlockedHub, type BlockedSeen, makeBlockedHub } from "./blocked-hub";
import type { BlockedMessage, BlockedRows } from "./blocked-view";
import { tellRows } from "./tell-rows";

const inputSchema = z.strictObject({ hostId: z.string() });

// Module state is not shared between the copies that the framework makes; globalThis is.
const shared = globalThis as typeof globalThis & { __sekishoBlockedHub?: BlockedHub };

function hub(): BlockedHub {
  shared.__sekishoBlockedHub ??= makeBlockedHub({
    watch: (hostId, options) => hostGateway().watchBlocked(hostId, options),
    pause: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }).catch(() => undefined),
    now: () => new Date(),
  });
  return shared.__sekishoBlockedHub;
}

const load = (hostId: string) => transaction((tx) => loadExplainInput(tx, hostId));

/** Rows are told once for all who look at the same moment. */
const told = new WeakMap<BlockedGroups, Promise<BlockedRows>>();

function rowsOf(hostId: string, seen: BlockedSeen): Promise<BlockedRows> {
  // The rows of nothing are everybody's: what stands beside them is this host's own.
  const isShared = seen.groups.groups.length > 0;
  const known = isShared ? told.get(seen.groups) : undefined;
  if (known !== undefined) return known;
  const rows = load(hostId).then(({ input }) => tellRows(seen, input));
  if (isShared) told.set(seen.groups, rows);
  return rows;
}

/**
 * What the rules of a host refused, as its log tells it, until `signal` aborts: all that is known at once, then all of it
 * again where something came. Who is slow gets what is newest. All who look share one session. Reads only. Throws
 * `host-not-found`.
 */
export async function* watchBlocked(
  context: Context,
  input: unknown,
  signal: AbortSignal,
): AsyncGenerator<BlockedMessage> {
  authorise(context, "blocked.watch");
  const { hostId } = parseInput(inputSchema, input);
  await load(hostId);
  let shown: BlockedGroups | null = null;
  let reader: string | null = null;
  for await (const seen of hub().view(hostId, signal)) {
    const { status, readAt, log, groups } = seen;
    const isNew = log !== null && (groups !== shown || log.reader !== reader);
    yield {
      status: statusView(status),
      readAt: readAt?.toISOString() ?? null,
      log,
      told: isNew ? await rowsOf(hostId, seen) : null,
    };
    if (log === null) continue;
    shown = groups;
    reader = log.reader;
  }
}
