import * as z from "zod";

/** Which kernel interface an iptables program drives (`iptables -V` prints it since 1.8). */
export const backendSchema = z.enum(["nf_tables", "legacy"]);

const toolsSchema = z.object({
  version: z.string(),
  backend: backendSchema,
  /** Rules (`-A` lines) held by the other backend, which a packet must pass as well. */
  otherBackendRules: z.int().nonnegative(),
});

/** One route; `interface` is null where there are several ways out, or none. */
const routeSchema = z.object({
  family: z.union([z.literal(4), z.literal(6)]),
  /** `ADDRESS/LENGTH`. */
  destination: z.string(),
  interface: z.string().nullable(),
  type: z.enum([
    "unicast",
    "local",
    "broadcast",
    "anycast",
    "multicast",
    "unreachable",
    "prohibit",
    "blackhole",
    "throw",
  ]),
  /** Of equal destinations the lowest counts. */
  metric: z.int().nonnegative(),
});

/** How much of a family's stored rules the last start could load; `partly`: lines that the kernel refused were left out. */
export const bootLoads = ["rules", "partly", "minimal", "nothing"] as const;
export const bootLoadSchema = z.enum(bootLoads);
export type BootLoad = z.infer<typeof bootLoadSchema>;

/** Where the log is read: the kernel's log, the kernel's packet messages (NFLOG), or nowhere. */
export const logReaders = ["kernel", "nflog", "none"] as const;
export type LogReader = (typeof logReaders)[number];

/** What was read from a host; the panel never guesses a value that is not here. */
export const hostFactsSchema = z.object({
  hostname: z.string(),
  os: z.object({ id: z.string(), name: z.string(), version: z.string() }),
  kernel: z.string(),
  bootId: z.string(),
  uptimeSeconds: z.number(),
  privilege: z.enum(["root", "sudo", "none"]),
  /** Whether the shell of the exec was found to be usable, and which init runs as PID 1. */
  init: z.enum(["systemd", "openrc", "other"]),
  /** IPv4 tools, or null where there are none. */
  iptables4: toolsSchema.nullable(),
  /** IPv6 tools; `absent`: the host has no IPv6 at all; null: it has IPv6 and no usable ip6tables. */
  iptables6: z.union([toolsSchema, z.literal("absent")]).nullable(),
  addresses: z.array(
    z.object({
      interface: z.string(),
      family: z.union([z.literal(4), z.literal(6)]),
      address: z.string(),
      length: z.int(),
    }),
  ),
  /** Routes of the tables main and local; left out where they were not read, or are too many. */
  routes: z.array(routeSchema).optional(),
  /** Families in which rules (`ip rule`) send some packets to further tables. */
  furtherTables: z.array(z.union([z.literal(4), z.literal(6)])).optional(),
  listeners: z.array(
    z.object({
      protocol: z.enum(["tcp", "udp"]),
      family: z.union([z.literal(4), z.literal(6)]),
      /** `0.0.0.0` or `::` for every address; `::` of a dual-stack socket is listed for both families. */
      address: z.string(),
      port: z.int(),
      program: z.string().nullable(),
      pid: z.int().nullable(),
      /** The account that opened the socket; left out where it was not read. */
      uid: z.int().nonnegative().optional(),
      /** The one interface that the socket is bound to; left out: any. */
      interface: z.string().optional(),
    }),
  ),
  /** Other firewall managers that were found, by the name of their package or unit. */
  managers: z.array(z.object({ name: z.string(), state: z.enum(["active", "enabled", "installed"]) })),
  /** Tables of nft that no iptables program lists, such as `inet filter`; left out: there are none, or not read. */
  otherTables: z.array(z.string()).optional(),
  forwarding: z.object({ ipv4: z.boolean(), ipv6: z.boolean() }),
  /** Linux accounts: name → numeric id. */
  users: z.record(z.string(), z.int()),
  /** Resolvers from /etc/resolv.conf. */
  resolvers: z.array(z.string()),
  /** Whether the kernel offers the FTP connection-tracking helper. */
  ftpHelper: z.boolean(),
  /** Extensions of iptables that protections ask for and this host refuses (`kernel-matches.ts`); left out: none, or not read. */
  missingMatches: z.array(z.string()).optional(),
  /** Where rules that log can be heard; left out where it was not read. */
  log: z.enum(logReaders).optional(),
  /** The panel's address and the SSH port as the host sees them (SSH_CONNECTION), or null. */
  connection: z
    .object({ panelAddress: z.string(), panelPort: z.int(), hostAddress: z.string(), hostPort: z.int() })
    .nullable(),
  /** Port of a hosting control panel that was recognised among the listeners, or null. */
  controlPanelPort: z.int().nullable(),
  /** `iptables-save -c` and `ip6tables-save -c` of every table, verbatim; null where there is no program. */
  live: z.object({ ipv4: z.string().nullable(), ipv6: z.string().nullable() }),
  /** What loads our rules at a start; left out where it was not asked. */
  boot: z
    .object({
      unit: z.enum(["enabled", "disabled", "none"]),
      /** What the last start loaded; null: nothing of ours ran then, or other rules were confirmed since. */
      loaded: z.object({ ipv4: bootLoadSchema.nullable(), ipv6: bootLoadSchema.nullable() }).nullable(),
    })
    .optional(),
  /** An apply that waited for its confirm, and the seconds it had left. */
  pending: z.object({ id: z.string(), seconds: z.int().nonnegative() }).nullable().optional(),
  /** What could not be loaded at the last start, in the words of the boot unit; left out: nothing failed, or not read. */
  bootFault: z.string().optional(),
});

export type HostFacts = z.infer<typeof hostFactsSchema>;
