import * as z from "zod";
import { bootLoadSchema } from "@/lib/core/facts/host-facts";
import { rehearsalOutcomes, rehearsalReasons } from "@/lib/core/rehearsal/rehearsal";

export const outcomeSchema = z.enum(rehearsalOutcomes);
export const reasonSchema = z.enum(rehearsalReasons).nullable();

/** What a rehearsal's row holds besides its outcome. */
export const detailSchema = z.object({
  loaded: z.object({ ipv4: bootLoadSchema.nullable(), ipv6: bootLoadSchema.nullable() }).nullable(),
  fault: z.string(),
  /** Why the host could not be asked. */
  failure: z
    .object({
      code: z.string(),
      text: z.string(),
      params: z.record(z.string(), z.union([z.string(), z.number()])),
    })
    .nullable()
    .default(null),
  flushers: z.array(z.string()),
});
export type StoredDetail = z.infer<typeof detailSchema>;
