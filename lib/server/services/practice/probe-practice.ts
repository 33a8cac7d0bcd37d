import * as z from "zod";
import { vantagePoints } from "@/lib/core/checks/check";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { hostGateway } from "../host-gateway";
import { parseInput } from "../parse-input";
import { findPractice } from "./find-practice";
import type { ProbeView } from "./practice-view";

const inputSchema = z
  .strictObject({
    hostId: z.string(),
    from: z.enum(vantagePoints),
    family: z.union([z.literal(4), z.literal(6)]),
    protocol: z.enum(["tcp", "udp", "ping"]),
    /** Null for a ping. */
    port: z.int().min(1).max(65535).nullable().default(null),
  })
  .refine((probe) => (probe.protocol === "ping") === (probe.port === null), {
    path: ["port"],
    error: "port",
  });

/** Tries a practice VPS from a place on its internet and says what was seen there. */
export async function probePractice(context: Context, input: unknown): Promise<ProbeView> {
  authorise(context, "practice.probe");
  const { hostId, from, ...request } = parseInput(inputSchema, input);
  await transaction((tx) => findPractice(tx, hostId));
  return { from, ...(await hostGateway().practice.probe(hostId, from, request)) };
}
