import type { Command } from "./command";

/** Policy or role → text of the rules. */
export const render: Command = {
  summary: "turn a policy or a role into rules",
  help: "Usage: sekisho render POLICY.json --format script|restore|ip6restore\n",
  run: () => 2,
};
