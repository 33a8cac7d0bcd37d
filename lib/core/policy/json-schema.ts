import * as z from "zod";
import { policySchema } from "./schema";

/** The JSON Schema (draft 2020-12) of a policy document, as one writes it: what has a default may be left out. */
export function policyJsonSchema(): object {
  return z.toJSONSchema(policySchema, { io: "input", target: "draft-2020-12" });
}
