import * as z from "zod";

/**
 * The policy document: intent only, independent of any host. Names in `sources`, `destinations` and `services` refer to
 * the network and service objects of the same document or to the built-in names below. Meaning that a shape cannot
 * express (a name that is defined nowhere, a prefix with host bits) is checked by `validatePolicy`.
 */

/** Sources that need no object: everybody, and the address from which the host sees this panel. */
export const builtInNetworks = ["anyone", "panel"] as const;

/** The service that stands for every protocol and port. */
export const everyService = "all";

export const roleNames = [
  "public-web-server",
  "internal-server",
  "file-server",
  "egress-sandbox",
  "mail-server",
  "blank",
] as const;
export const roleSchema = z.enum(roleNames);
export type RoleName = z.infer<typeof roleSchema>;

/** A name that people read: letters of any script, digits, blanks and `. _ -`, and no sign that a shell or an option parser knows. */
export const objectNameSchema = z
  .string()
  .regex(/^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} ._-]{0,61}[\p{L}\p{M}\p{N}._])?$/u, "name");

/** One line of free text, printable, at most 200 characters. */
export const commentSchema = z
  .string()
  .max(200)
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, "comment");

/** One line of an assertion; `parseAssertion` reads it. */
export const assertionTextSchema = z
  .string()
  .max(500)
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, "assertion");

/** Linux account names as useradd(8) takes them. */
export const linuxUserSchema = z.string().regex(/^[a-z_][a-z0-9_-]{0,30}\$?$/, "linux-user");

/** Rules of one purpose, and named destinations: longer lists nobody reads. */
export const mostRules = 500;

/** The last second that `-m time --datestop` can name (32 bits). */
const lastMoment = "2038-01-19T03:14:07Z";

/** A moment in UTC to the second, as `2030-01-31T08:00:00Z`. */
export const momentSchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/, "moment")
  .refine((text) => !Number.isNaN(Date.parse(text)) && text >= "1970" && text <= lastMoment, "moment");

const idSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "id");
const portSchema = z.int().min(1).max(65535);

export const networkObjectSchema = z.strictObject({
  name: objectNameSchema,
  /** Prefixes (`192.0.2.0/27`, `2001:db8::1`) and ranges (`192.0.2.4-192.0.2.9`), of either family. */
  entries: z.array(z.string().max(120)).max(20_000),
  note: commentSchema.default(""),
});
export type NetworkObject = z.infer<typeof networkObjectSchema>;

export const servicePartSchema = z.discriminatedUnion("protocol", [
  z.strictObject({
    protocol: z.enum(["tcp", "udp"]),
    /** Ports (`443`) and ranges (`5000-5100`). */
    ports: z.array(z.string().max(11)).min(1).max(64),
  }),
  /** Echo request of the family, the only ICMP type offered as a service. */
  z.strictObject({ protocol: z.literal("ping") }),
]);
export const serviceObjectSchema = z.strictObject({
  name: objectNameSchema,
  parts: z.array(servicePartSchema).min(1).max(16),
  note: commentSchema.default(""),
});
export type ServiceObject = z.infer<typeof serviceObjectSchema>;

const rateSchema = z.strictObject({
  count: z.int().min(1).max(100_000),
  per: z.enum(["second", "minute", "hour", "day"]),
  burst: z.int().min(1).max(10_000),
  /** True: each source address has its own allowance. */
  perSource: z.boolean().default(true),
});
export type Rate = z.infer<typeof rateSchema>;

const ruleShape = {
  id: idSchema,
  enabled: z.boolean().default(true),
  services: z.array(z.string()),
  verdict: z.enum(["accept", "drop", "reject"]).default("accept"),
  log: z.boolean().default(false),
  /** A rule that refuses only logs what it would refuse, and leaves it to the rules below; left out: it refuses. */
  observe: z.boolean().optional(),
  limit: rateSchema.nullable().default(null),
  comment: commentSchema.default(""),
};

export const inboundRuleSchema = z.strictObject({
  ...ruleShape,
  sources: z.array(z.string()),
  /** `unprivileged`: only from source ports 1024–65535. */
  sourcePorts: z.enum(["any", "unprivileged"]).default("any"),
  /** One of the VPS's own addresses, or null for the purpose's address. */
  destination: z.string().nullable().default(null),
  /** The path that the administrator always keeps: stands first, and takes the control panel's port. */
  admin: z.boolean().default(false),
  /** A rule that accepts ends at this moment, by the host's own clock and without anybody's doing; left out: it stays. */
  until: momentSchema.optional(),
});
export type InboundRule = z.infer<typeof inboundRuleSchema>;

export const outboundRuleSchema = z.strictObject({
  ...ruleShape,
  destinations: z.array(z.string()),
  /** Only what programs of this Linux account send, or null for every account. */
  user: linuxUserSchema.nullable().default(null),
});
export type OutboundRule = z.infer<typeof outboundRuleSchema>;

export const purposeSchema = z.strictObject({
  id: idSchema,
  role: roleSchema,
  /** The VPS address that this role is for, or null for every address. */
  address: z.string().nullable().default(null),
  rules: z.array(inboundRuleSchema).max(mostRules),
});
export type Purpose = z.infer<typeof purposeSchema>;

/** What the VPS may do as a client. */
export const clientSchema = z.strictObject({
  /**
   * `everything`: all out, all replies in. `at-reply`: all out, replies in for the chosen services only (the classic
   * recipe). `at-request`: only the chosen services out. The egress sandbox refuses everything but its own rules.
   */
  mode: z.enum(["everything", "at-reply", "at-request"]).default("at-request"),
  /** Names of service objects that the VPS uses elsewhere (http, https, dns, ntp, smtp, ftp, or one's own). */
  services: z.array(z.string()).default([]),
  /** Sandbox only: DNS to anyone over udp 53, over udp and tcp 53, or not at all. */
  dns: z.enum(["udp", "both", "off"]).default("udp"),
  /** Sandbox only: whose inbound connections may be answered. */
  replies: z.enum(["none", "admin", "all"]).default("admin"),
  /** Named destinations; in the sandbox these are the only ways out besides DNS. */
  rules: z.array(outboundRuleSchema).max(mostRules).default([]),
  /** What the end would refuse on its way out is logged and let pass: nothing is held back; left out: it is refused. */
  observe: z.boolean().optional(),
});
export type Client = z.infer<typeof clientSchema>;

/** A rate that each source has for itself. */
export const sourceRateSchema = rateSchema.omit({ perSource: true });
export type SourceRate = z.infer<typeof sourceRateSchema>;

/** Different closed ports within so many minutes, and for so long no new connection. `-m recent` of older kernels counts to 20. */
export const portScanSchema = z.strictObject({
  ports: z.int().min(3).max(20),
  minutes: z.int().min(1).max(60),
});
export type PortScan = z.infer<typeof portScanSchema>;

/** Those that may be left out came later: a document without them means what it meant. */
export const protectionsSchema = z.strictObject({
  /** Drop what connection tracking calls INVALID. */
  invalid: z.boolean().default(true),
  /** Drop packets from outside that claim a loopback source. */
  spoofed: z.boolean().default(true),
  /** Drop impossible TCP flag combinations, as port scanners send. */
  scans: z.boolean().default(true),
  /** New TCP connections a source may open, or null for no limit. */
  newConnections: rateSchema.nullable().default({ count: 60, per: "second", burst: 120, perSource: true }),
  /** Answer echo requests at this rate, or null: not at all. */
  ping: rateSchema.nullable().default({ count: 5, per: "second", burst: 10, perSource: true }),
  /** Drop packets from outside that claim an address of the VPS, or none; left out: not. */
  ownSenders: z.boolean().optional(),
  /** TCP connections that a source may have open at once; left out: any number. */
  openConnections: z.int().min(1).max(65_535).optional(),
  /** New connections to SSH for each source; left out: no limit. */
  sshGuessing: sourceRateSchema.optional(),
  /** Shut out for a while who knocks at closed ports; left out: nobody. */
  portScan: portScanSchema.optional(),
  /** Log what the final verdict refuses, at this many lines a minute, or null. */
  logRefused: z.int().min(1).max(600).nullable().default(10),
});
export type Protections = z.infer<typeof protectionsSchema>;

/** Everything that one host's draft holds; the objects it names are kept beside it. */
export const policyBodySchema = z.strictObject({
  purposes: z.array(purposeSchema).min(1).max(16),
  client: clientSchema,
  protections: protectionsSchema,
  /** Port of the host's hosting control panel; becomes part of the admin path. */
  controlPanelPort: portSchema.nullable().default(null),
  /**
   * What passes through the VPS: decided from the host's facts, dropped, or left to the host's other rules. `published`:
   * ports that nat sends on (a container's) are held to the same rules as the VPS's own, the rest is left to the others.
   */
  forward: z.enum(["auto", "drop", "return", "published"]).default("auto"),
  /** What no rule speaks of, in and out: refused, or handed on to the host's other rules. The sandbox has ends of its own. */
  otherwise: z.enum(["refuse", "hand-on"]).default("refuse"),
  /** The operator agreed to a source wider than named networks in a role that holds sensitive data. */
  wideSourceConfirmed: z.boolean().default(false),
  /** What has to be true of the rules, such as `nobody but office reaches tcp 5432`; an apply is held against them. */
  assertions: z.array(assertionTextSchema).max(100).optional(),
});
export type PolicyBody = z.infer<typeof policyBodySchema>;

/** A whole policy: the body and the objects that it names. */
export const policySchema = z.strictObject({
  schema: z.literal("sekisho-policy/1"),
  ...policyBodySchema.shape,
  networks: z.array(networkObjectSchema),
  services: z.array(serviceObjectSchema),
});
export type Policy = z.infer<typeof policySchema>;
