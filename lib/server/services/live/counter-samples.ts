import { randomUUID } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import * as z from "zod";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { ReadSample } from "@/lib/core/live/counter-history";
import { newestOfSpans, samplesToDrop } from "@/lib/core/live/keep-samples";
import { ruleCounts } from "@/lib/core/live/rule-counts";
import type { Tx } from "@/lib/server/db/transaction";
import { rulesName } from "./rules-view";

const valuesSchema = z.array(z.tuple([z.number(), z.number()]));

const pack = (values: unknown) => new Uint8Array(gzipSync(JSON.stringify(values)));
const unpack = (packed: Uint8Array) => valuesSchema.parse(JSON.parse(gunzipSync(packed).toString("utf8")));

/** Keeps what our rules had counted when the host was read, and drops what nobody will ask for any more. */
export async function keepCounters(
  tx: Tx,
  of: { readonly hostId: string; readonly applyId: string },
  { live, bootId, uptimeSeconds }: HostFacts,
  readAt: Date,
): Promise<void> {
  const rules = [...ruleCounts(live.ipv4 ?? "", 4), ...ruleCounts(live.ipv6 ?? "", 6)];
  if (rules.length === 0) return;
  const values = pack(rules.map(({ packets, bytes }) => [packets, bytes]));
  const row = { ...of, readAt, bootId, uptime: uptimeSeconds, rules: rulesName(rules), values };
  await tx.counterSample.create({ data: { id: randomUUID(), ...row }, select: { id: true } });
  const kept = await tx.counterSample.findMany({
    where: { hostId: of.hostId },
    select: { id: true, applyId: true, readAt: true },
  });
  const old = samplesToDrop(
    kept.map((sample) => ({ ...sample, readAt: sample.readAt.getTime() })),
    readAt.getTime(),
  );
  await tx.counterSample.deleteMany({ where: { id: { in: old.map(({ id }) => id) } } });
}

/**
 * What was kept of the rules of one apply, the oldest first: the oldest, the newest of each of so many equal spans of time,
 * and the last before each restart. Counters add up, so that what lies between says little more, and each sample costs its
 * unpacking.
 */
export async function findCounters(
  tx: Tx,
  applyId: string,
  hostId: string,
  spans: number,
): Promise<readonly ReadSample[]> {
  const kept = await tx.counterSample.findMany({
    where: { hostId, applyId },
    orderBy: { readAt: "asc" },
    select: { id: true, readAt: true, bootId: true },
  });
  const ids = newestOfSpans(
    kept.map((sample) => ({ ...sample, readAt: sample.readAt.getTime() })),
    spans,
  ).map(({ id }) => id);
  const rows = await tx.counterSample.findMany({ where: { id: { in: ids } }, orderBy: { readAt: "asc" } });
  return rows.map(({ rules, readAt, bootId, uptime, values }) => ({
    rules,
    bootId,
    readAt: readAt.getTime(),
    uptime,
    values: unpack(values),
  }));
}
