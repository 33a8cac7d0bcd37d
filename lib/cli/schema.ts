import { policyJsonSchema } from "@/lib/core/policy/json-schema";
import type { Command } from "./command";

/** The JSON Schema of the policy file. */
export const schema: Command = {
  summary: "print the JSON Schema of the policy file",
  help: "Usage: sekisho schema\n\nPrints the JSON Schema (draft 2020-12) of the policy file that `sekisho render` reads.\n",
  run(_args, io) {
    io.stdout(`${JSON.stringify(policyJsonSchema(), null, 2)}\n`);
    return 0;
  },
};
