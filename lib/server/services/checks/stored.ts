import * as z from "zod";
import {
  checkKinds,
  checkReasons,
  expectedOutcomes,
  seenOutcomes,
  vantagePoints,
} from "@/lib/core/checks/check";
import { judgements } from "@/lib/core/checks/judge-check";

const fromSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("host") }),
  z.object({ kind: z.literal("panel") }),
  z.object({ kind: z.literal("vantage"), name: z.enum(vantagePoints) }),
  z.object({ kind: z.literal("neighbour"), hostId: z.string(), name: z.string() }),
]);

const family = z.union([z.literal(4), z.literal(6)]).nullable();

/** What a run's row holds. */
export const resultsSchema = z.array(
  z.object({
    check: z.object({
      from: fromSchema,
      kind: z.enum(checkKinds),
      target: z.string().nullable(),
      port: z.int().nullable(),
      reason: z.enum(checkReasons),
    }),
    tries: z.array(
      z.object({
        seen: z.object({
          address: z.string().nullable(),
          family,
          outcome: z.enum(seenOutcomes),
          milliseconds: z.number().nullable(),
          tool: z.string().nullable(),
          words: z.string(),
        }),
        sent: z.object({ source: z.string().nullable(), destination: z.string() }).nullable().default(null),
        intended: z.enum(expectedOutcomes),
        rule: z.string().nullable(),
        live: z.enum(expectedOutcomes),
        liveRule: z.string().nullable(),
        hangsOn: z.array(z.string()).default([]),
        judgement: z.enum(judgements),
      }),
    ),
    judgement: z.enum(judgements),
  }),
);

/** Checks that an operator added, as a host's row holds them; null: none. */
export const ownChecksSchema = z
  .array(
    z.object({
      id: z.string(),
      from: z.enum(["host", "panel"]),
      kind: z.enum(checkKinds),
      target: z.string().nullable(),
      port: z.int().nullable(),
    }),
  )
  .nullable();
