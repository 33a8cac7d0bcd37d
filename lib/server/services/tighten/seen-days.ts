import { gunzipSync, gzipSync } from "node:zlib";
import * as z from "zod";
import { joinFlows } from "@/lib/core/flows/join-flows";
import { addLook, dayOf, type SeenDay } from "@/lib/core/tighten/seen-day";
import type { Tx } from "@/lib/server/db/transaction";
import { type FlowsRead, plainAddress } from "../flows/judge-listing";
import { readObjects } from "../object/read-objects";

/** Longer than most people wait before they narrow a rule, in milliseconds. */
const kept = 30 * 24 * 3_600_000;

const seenSchema = z.object({
  day: z.string(),
  looks: z.number(),
  firstAt: z.number(),
  lastAt: z.number(),
  partial: z.boolean(),
  ports: z.array(
    z.object({
      protocol: z.enum(["tcp", "udp"]),
      port: z.number(),
      networks: z.array(z.string()),
      more: z.boolean(),
    }),
  ),
});

const unpack = (packed: Uint8Array): SeenDay =>
  seenSchema.parse(JSON.parse(gunzipSync(packed).toString("utf8")));

/** Joins what was open when a host was read to what is known of that day, and drops days that nobody will ask for. */
export async function keepSeen(
  tx: Tx,
  hostId: string,
  { facts, listing }: FlowsRead,
  readAt: Date,
): Promise<void> {
  // Without either list nothing was seen, which is not the same as nobody.
  if (!listing.tools.tracking && !listing.tools.sockets) return;
  const own = new Set(facts.addresses.flatMap(({ address }) => plainAddress(address) ?? []));
  const at = readAt.getTime();
  const id = { hostId, day: dayOf(at) };
  const before = await tx.seenDay.findUnique({ where: { hostId_day: id } });
  const { networks } = await readObjects(tx);
  const one = { at, cut: listing.cut, own, networks };
  const now = addLook(before && unpack(before.seen), joinFlows(listing, own), one);
  const seen = new Uint8Array(gzipSync(JSON.stringify(now)));
  await tx.seenDay.upsert({ where: { hostId_day: id }, create: { ...id, seen }, update: { seen } });
  await tx.seenDay.deleteMany({ where: { hostId, day: { lt: dayOf(at - kept) } } });
}

/** What was kept of a host, the oldest first. */
export async function findSeenDays(tx: Tx, hostId: string): Promise<readonly SeenDay[]> {
  const rows = await tx.seenDay.findMany({ where: { hostId }, orderBy: { day: "asc" } });
  return rows.map(({ seen }) => unpack(seen));
}
