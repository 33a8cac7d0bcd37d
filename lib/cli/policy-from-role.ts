import { parseAddressList } from "@/lib/core/net/parse-address-list";
import { type RoleSourceName, roleSourceNames, roleSources, startingPolicy } from "@/lib/core/policy/roles";
import { type Policy, type RoleName, roleNames } from "@/lib/core/policy/schema";
import { BadInput, type CommandIo } from "./command";
import { type Arguments, single } from "./read-arguments";

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) {
    throw new BadInput(
      `${option} ${JSON.stringify(value)} is not known; choose one of ${allowed.join(", ")}`,
    );
  }
  return found;
}

/** `NAME=PREFIX[,PREFIX…]`, once or more for each name. */
function readSources(
  role: RoleName,
  given: readonly string[],
  io: CommandIo,
): Partial<Record<RoleSourceName, string[]>> {
  const sources: Partial<Record<RoleSourceName, string[]>> = {};
  const { required, optional } = roleSources[role];
  const taken = roleSourceNames.filter((name) => required.includes(name) || optional.includes(name));
  for (const text of given) {
    const equals = text.indexOf("=");
    if (equals < 1) {
      const lacks = equals < 0 ? 'has no "="' : 'has no name before "="';
      throw new BadInput(
        `--source ${JSON.stringify(text)} ${lacks}: write NAME=PREFIX, such as admin=192.0.2.10`,
      );
    }
    const name = oneOf("--source", text.slice(0, equals), roleSourceNames);
    if (!taken.includes(name)) {
      throw new BadInput(`the role ${role} has no source ${name}; it takes ${taken.join(", ")}`);
    }
    const { entries, findings } = parseAddressList(text.slice(equals + 1));
    const [fault] = findings.filter(({ severity }) => severity === "error");
    if (fault !== undefined) throw new BadInput(`--source ${name}: ${fault.message}`);
    for (const { message } of findings) io.stderr(`notice: --source ${name}: ${message}\n`);
    if (entries.length === 0)
      throw new BadInput(`--source ${name} is empty: write at least one address or prefix`);
    sources[name] = [...(sources[name] ?? []), ...entries];
  }
  const missing = required.filter((name) => sources[name] === undefined);
  if (missing.length > 0) {
    const options = missing.map((name) => `--source ${name}=PREFIX`).join(" ");
    throw new BadInput(`the role ${role} needs ${missing.join(" and ")}: add ${options}`);
  }
  return sources;
}

/** `everything`, `at-reply=SERVICE,…` or `at-request=SERVICE,…`. */
function readClient(text: string): Pick<Policy["client"], "mode" | "services"> {
  const equals = text.indexOf("=");
  const mode = oneOf("--client", equals < 0 ? text : text.slice(0, equals), [
    "everything",
    "at-reply",
    "at-request",
  ] as const);
  const services = equals < 0 ? [] : text.slice(equals + 1).split(",");
  const named = services.map((name) => name.trim()).filter((name) => name !== "");
  // At request with the choice "everything" is what the first three roles begin with.
  if (mode === "at-request" && named.length === 1 && named[0] === "everything") {
    return { mode: "everything", services: [] };
  }
  if (mode === "everything" && named.length > 0) {
    throw new BadInput("--client everything takes no services; write --client everything");
  }
  return { mode, services: named };
}

/** Builds the policy that `--role`, `--source`, `--client`, `--dns` and `--replies` describe. */
export function policyFromRole(args: Arguments, io: CommandIo): Policy {
  const role = oneOf("--role", single(args, "--role") ?? "", roleNames);
  const policy = startingPolicy(role, readSources(role, args.values.get("--source") ?? [], io));
  const client = single(args, "--client");
  const dns = single(args, "--dns");
  const replies = single(args, "--replies");
  if (role === "egress-sandbox") {
    if (client !== undefined) {
      throw new BadInput("the egress sandbox takes --dns and --replies instead of --client");
    }
    return {
      ...policy,
      client: {
        ...policy.client,
        ...(dns === undefined ? {} : { dns: oneOf("--dns", dns, ["udp", "both", "off"] as const) }),
        ...(replies === undefined
          ? {}
          : { replies: oneOf("--replies", replies, ["none", "admin", "all"] as const) }),
      },
    };
  }
  if (dns !== undefined || replies !== undefined) {
    throw new BadInput("--dns and --replies belong to the role egress-sandbox; others take --client");
  }
  return client === undefined ? policy : { ...policy, client: { ...policy.client, ...readClient(client) } };
}
