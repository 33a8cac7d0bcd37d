import * as z from "zod";
import { auditObjects } from "@/components/audit/audit-objects";

const searchSchema = z.object({
  about: z.enum(auditObjects).nullable().catch(null),
  after: z.string().max(64).nullable().catch(null),
});

/** The filter and the place in the record, from the address; what means nothing is left out. */
export function readAuditSearch(search: Record<string, string | string[] | undefined>) {
  return searchSchema.parse({ about: search.about ?? null, after: search.after ?? null });
}
