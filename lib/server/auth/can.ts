/** What an account may do; not to be mixed up with the role of a server. */
export const permissions = ["owner", "operator", "viewer"] as const;
export type Permission = (typeof permissions)[number];

/** Who asks. Every verb of the services gets one. */
export type Actor = {
  readonly id: string;
  readonly name: string;
  readonly permission: Permission;
};

/** The last part of the verbs that leave the panel and the hosts as they are. */
const readingVerbs: ReadonlySet<string> = new Set(["read", "list", "compare", "watch", "export"]);

/**
 * Whether the account may do `verb` (`noun.verb`, as in `host.add`) to the object (its id, or `*`). One table for the
 * whole panel: the owner may do everything, the operator everything but accounts, the viewer only look. An account
 * may always read itself. What is not on the table is not allowed.
 */
export function can(actor: Actor, verb: string, object: string): boolean {
  const [noun, act = ""] = verb.split(".");
  if (verb === "account.read" && object === actor.id) return true;
  switch (actor.permission) {
    case "owner":
      return true;
    case "operator":
      return noun !== "account";
    case "viewer":
      return noun !== "account" && readingVerbs.has(act);
    default:
      return false;
  }
}
