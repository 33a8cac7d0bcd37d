import { serviceCatalogue } from "./catalogue";
import {
  type Client,
  clientSchema,
  type InboundRule,
  inboundRuleSchema,
  type NetworkObject,
  outboundRuleSchema,
  type Policy,
  type PolicyBody,
  protectionsSchema,
  type RoleName,
} from "./schema";

/** The named sources that a role asks for; `destination` is where the sandbox may send to. */
export const roleSourceNames = ["admin", "hq", "branch", "partner", "destination"] as const;
export type RoleSourceName = (typeof roleSourceNames)[number];

/** Which sources a role cannot do without, and which it takes as well. */
export const roleSources: Readonly<
  Record<
    RoleName,
    { readonly required: readonly RoleSourceName[]; readonly optional: readonly RoleSourceName[] }
  >
> = {
  "public-web-server": { required: ["admin"], optional: [] },
  "internal-server": { required: ["hq", "branch"], optional: ["partner"] },
  "file-server": { required: ["admin", "hq", "branch"], optional: [] },
  "egress-sandbox": { required: [], optional: ["destination", "admin"] },
  "mail-server": { required: ["admin"], optional: [] },
  blank: { required: ["admin"], optional: [] },
};

/** The rules of a role in order; `from` turns a source's name into the rule's sources. */
function roleRules(role: RoleName, from: (source: RoleSourceName) => string[]): InboundRule[] {
  const rule = (id: string, sources: string[], services: string[], more: Partial<InboundRule> = {}) =>
    inboundRuleSchema.parse({ id, sources, services, ...more });
  const admin = rule("admin", from("admin"), ["all"], { admin: true });
  const web = rule("web", ["anyone"], ["http", "https"], { sourcePorts: "unprivileged" });
  switch (role) {
    case "public-web-server":
      return [admin, web];
    case "internal-server": {
      const partner = from("partner");
      return [
        rule("hq", from("hq"), ["all"], { admin: true }),
        rule("branch", from("branch"), ["all"]),
        rule("partner", partner, ["http", "https"], {
          sourcePorts: "unprivileged",
          enabled: partner.length > 0,
        }),
      ];
    }
    case "file-server":
      return [admin, rule("hq", from("hq"), ["ssh"]), rule("branch", from("branch"), ["ssh"]), web];
    case "egress-sandbox":
      return [admin];
    case "mail-server":
      return [
        admin,
        rule("mail", ["anyone"], ["smtp", "smtps", "submission", "imaps"]),
        rule("mail-older", ["anyone"], ["imap", "pop3", "pop3s"], { enabled: false }),
      ];
    case "blank":
      return [admin];
  }
}

/** Roles that start with the VPS free as a client; the others start with what they need. */
const free: ReadonlySet<RoleName> = new Set(["public-web-server", "internal-server", "file-server"]);

function roleClient(role: RoleName, from: (source: RoleSourceName) => string[]): Client {
  const services = role === "mail-server" ? ["smtp", "dns", "https"] : [];
  const rules =
    role === "egress-sandbox"
      ? [
          outboundRuleSchema.parse({
            id: "destination",
            destinations: from("destination"),
            services: ["all"],
          }),
        ]
      : [];
  const mode = free.has(role) ? "everything" : "at-request";
  return clientSchema.parse({ mode, services, rules });
}

function body(role: RoleName, from: (source: RoleSourceName) => string[]): PolicyBody {
  return {
    purposes: [{ id: role, role, address: null, rules: roleRules(role, from) }],
    client: roleClient(role, from),
    protections: protectionsSchema.parse({}),
    controlPanelPort: null,
    forward: "auto",
    otherwise: "refuse",
    wideSourceConfirmed: false,
  };
}

/** A role's rules with every source still to be picked; the wizard starts from it. */
export function startingBody(role: RoleName): PolicyBody {
  return body(role, () => []);
}

/**
 * A whole policy of a role with its sources filled in, entries by source name. Rules whose source is not given are left
 * out; `validatePolicy` has the last word on the entries. The catalogue's services come with it.
 */
export function startingPolicy(
  role: RoleName,
  sources: Readonly<Partial<Record<RoleSourceName, readonly string[]>>>,
): Policy {
  const given = roleSourceNames.filter((name) => sources[name] !== undefined);
  const filled = body(role, (name) => (given.includes(name) ? [name] : []));
  const networks: NetworkObject[] = given.map((name) => ({
    name,
    entries: [...(sources[name] ?? [])],
    note: "",
  }));
  return {
    schema: "sekisho-policy/1",
    ...filled,
    purposes: filled.purposes.map((purpose) => ({
      ...purpose,
      rules: purpose.rules.filter(({ sources: of }) => of.length > 0),
    })),
    client: {
      ...filled.client,
      rules: filled.client.rules.filter(({ destinations }) => destinations.length > 0),
    },
    networks,
    services: serviceCatalogue.map((one) => ({ ...one, parts: [...one.parts] })),
  };
}
