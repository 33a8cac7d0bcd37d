import type { ChangeItem } from "./change-item";
import { isSandbox } from "./is-sandbox";
import type { NetworkObject, Policy, PortScan, ServiceObject, SourceRate } from "./schema";

/** A rate in words, or that there is none. */
function rate(value: SourceRate | null | undefined): string {
  return value == null ? "off" : `${value.count} a ${value.per}, burst ${value.burst}`;
}

function knocks({ ports, minutes }: PortScan): string {
  return `${ports} ports in ${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
}

/** Every setting outside the rules: code, name for people, and its value in words. */
const settings: readonly {
  readonly code: string;
  readonly name: string;
  readonly of: (policy: Policy) => string;
}[] = [
  {
    code: "roles",
    name: "Roles",
    of: ({ purposes }) =>
      purposes.map(({ role, address }) => (address === null ? role : `${role} at ${address}`)).join(", "),
  },
  { code: "client-mode", name: "As a client", of: ({ client }) => client.mode },
  {
    code: "client-services",
    name: "Services that this server uses",
    of: ({ client }) => client.services.join(", ") || "none",
  },
  { code: "sandbox-dns", name: "Sandbox: DNS", of: ({ client }) => client.dns },
  { code: "sandbox-replies", name: "Sandbox: answers", of: ({ client }) => client.replies },
  {
    code: "observe",
    name: "What would be refused on its way out",
    of: ({ client }) => (client.observe ? "observe" : "refuse"),
  },
  { code: "invalid", name: "Drop invalid packets", of: ({ protections }) => onOff(protections.invalid) },
  {
    code: "spoofed",
    name: "Drop forged loopback addresses",
    of: ({ protections }) => onOff(protections.spoofed),
  },
  {
    code: "own-senders",
    name: "Drop forged addresses of the VPS",
    of: ({ protections }) => onOff(protections.ownSenders === true),
  },
  { code: "scans", name: "Drop impossible TCP flags", of: ({ protections }) => onOff(protections.scans) },
  {
    code: "new-connections",
    name: "Limit new connections",
    of: ({ protections }) => rate(protections.newConnections),
  },
  {
    code: "open-connections",
    name: "Limit open connections",
    of: ({ protections }) => String(protections.openConnections ?? "off"),
  },
  {
    code: "ssh-guessing",
    name: "Slow down guesses at SSH",
    of: ({ protections }) => rate(protections.sshGuessing),
  },
  {
    code: "port-scan",
    name: "Shut out port scanners",
    of: ({ protections: { portScan } }) => (portScan === undefined ? "off" : knocks(portScan)),
  },
  { code: "ping", name: "Answer ping", of: ({ protections }) => rate(protections.ping) },
  {
    code: "log-refused",
    name: "Log what is refused, lines a minute",
    of: ({ protections }) => String(protections.logRefused ?? "off"),
  },
  {
    code: "control-panel-port",
    name: "Control panel's port",
    of: ({ controlPanelPort }) => String(controlPanelPort ?? "none"),
  },
  { code: "otherwise", name: "What no rule speaks of", of: ({ otherwise }) => otherwise },
  {
    code: "forward",
    name: "What passes through",
    // The sandbox covers it only on request.
    of: (policy) => (policy.forward === "auto" && isSandbox(policy) ? "return" : policy.forward),
  },
];

function onOff(value: boolean): string {
  return value ? "on" : "off";
}

/** What decides about packets that come in, which the sandbox leaves alone; its end on the way out is its own. */
const inboundSettings = [
  "invalid",
  "spoofed",
  "own-senders",
  "scans",
  "new-connections",
  "open-connections",
  "ssh-guessing",
  "port-scan",
  "ping",
  "otherwise",
];

/** Settings that say something in the policy's role: the sandbox's own are left out elsewhere, and the other way round. */
function applies(code: string, policy: Policy): boolean {
  const sandbox = isSandbox(policy);
  if (code.startsWith("sandbox-")) return sandbox;
  if (code === "observe") return policy.client.observe === true;
  if (code.startsWith("client-") || inboundSettings.includes(code)) return !sandbox;
  if (code === "control-panel-port") return !sandbox || policy.client.replies === "admin";
  return true;
}

function usedNames(policy: Policy | null): ReadonlySet<string> {
  if (policy === null) return new Set();
  const inbound = policy.purposes.flatMap(({ rules }) => rules).filter(({ enabled }) => enabled);
  const outbound = policy.client.rules.filter(({ enabled }) => enabled);
  return new Set([
    ...inbound.flatMap(({ sources, services }) => [...sources, ...services]),
    ...outbound.flatMap(({ destinations, services }) => [...destinations, ...services]),
    ...policy.client.services,
  ]);
}

function contents(object: NetworkObject | ServiceObject): readonly string[] {
  if ("entries" in object) return object.entries;
  return object.parts.map((part) =>
    part.protocol === "ping" ? "ping" : `${part.protocol} ${part.ports.join(",")}`,
  );
}

/** How many added or removed entries are named; the rest is counted. */
const named = 5;

function some(entries: readonly string[]): string {
  const rest = entries.length - named;
  return rest > 0 ? `${entries.slice(0, named).join(", ")} and ${rest} more` : entries.join(", ");
}

/** Objects that rules use before and after and that hold something else now. */
function describeObjects(before: Policy, after: Policy): ChangeItem[] {
  const used = usedNames(after);
  const items: ChangeItem[] = [];
  for (const kind of ["networks", "services"] as const) {
    const old = new Map<string, NetworkObject | ServiceObject>(before[kind].map((one) => [one.name, one]));
    for (const object of after[kind]) {
      const was = old.get(object.name);
      if (was === undefined || !used.has(object.name)) continue;
      const has = new Set(contents(object));
      const had = new Set(contents(was));
      const added = [...has].filter((entry) => !had.has(entry));
      const removed = [...had].filter((entry) => !has.has(entry));
      if (added.length + removed.length === 0) continue;
      const changes = [
        ...(added.length > 0 ? [`+ ${some(added)}`] : []),
        ...(removed.length > 0 ? [`- ${some(removed)}`] : []),
      ].join("; ");
      items.push({
        mark: "~",
        code: kind === "networks" ? "network-changed" : "service-changed",
        params: { name: object.name, added: some(added), removed: some(removed) },
        text: `${object.name} holds something else: ${changes}.`,
      });
    }
  }
  return items;
}

/** Changes of everything but the rules. */
export function describeSettings(before: Policy | null, after: Policy): ChangeItem[] {
  const items: ChangeItem[] = before === null ? [] : describeObjects(before, after);
  for (const { code, name, of } of settings) {
    const ends = code === "observe" && before !== null && applies(code, before);
    if (!applies(code, after) && !ends) continue;
    const now = of(after);
    if (before === null || !applies(code, before)) {
      items.push({ mark: "+", code: `set-${code}`, params: { name, now }, text: `${name}: ${now}.` });
    } else if (of(before) !== now) {
      const was = of(before);
      items.push({
        mark: "~",
        code: `changed-${code}`,
        params: { name, was, now },
        text: `${name}: ${was} → ${now}.`,
      });
    }
  }
  return items;
}
