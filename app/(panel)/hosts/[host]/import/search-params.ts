import * as z from "zod";
import { importChoices } from "@/lib/core/adopt/plan";
import { roleSchema } from "@/lib/core/policy/schema";

const searchSchema = z.object({
  choice: z.enum(importChoices).catch("adopt"),
  role: roleSchema.catch("blank"),
  ipv6: z.enum(["keep", "close"]).catch("close"),
});

/** Which way is looked at, from the address; what means nothing is left out. */
export function readImportSearch(search: Record<string, string | string[] | undefined>) {
  return searchSchema.parse(search);
}
