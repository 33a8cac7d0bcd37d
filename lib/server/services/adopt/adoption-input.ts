import * as z from "zod";
import { roleSchema } from "@/lib/core/policy/schema";

/** What the page about live rules can be asked with. */
export const adoptionInputSchema = z.strictObject({
  hostId: z.string(),
  /** For the way `afresh`. */
  role: roleSchema.default("blank"),
  /** Keep IPv6 open where nobody thought of it. */
  keepForgotten: z.boolean().default(false),
});
