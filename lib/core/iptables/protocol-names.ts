/**
 * Protocol names as Debian's /etc/protocols has them, in the spelling that iptables prints. A number that is not here
 * is printed as a number there too, unless the host's own file names it.
 */
const names: readonly (readonly [number, string])[] = [
  [1, "icmp"],
  [2, "igmp"],
  [3, "ggp"],
  [4, "ipencap"],
  [5, "st"],
  [6, "tcp"],
  [8, "egp"],
  [9, "igp"],
  [12, "pup"],
  [17, "udp"],
  [20, "hmp"],
  [22, "xns-idp"],
  [27, "rdp"],
  [29, "iso-tp4"],
  [33, "dccp"],
  [36, "xtp"],
  [37, "ddp"],
  [38, "idpr-cmtp"],
  [41, "ipv6"],
  [43, "ipv6-route"],
  [44, "ipv6-frag"],
  [45, "idrp"],
  [46, "rsvp"],
  [47, "gre"],
  [50, "esp"],
  [51, "ah"],
  [57, "skip"],
  [58, "ipv6-icmp"],
  [59, "ipv6-nonxt"],
  [60, "ipv6-opts"],
  [73, "rspf"],
  [81, "vmtp"],
  [88, "eigrp"],
  [89, "ospf"],
  [93, "ax.25"],
  [94, "ipip"],
  [97, "etherip"],
  [98, "encap"],
  [103, "pim"],
  [108, "ipcomp"],
  [112, "vrrp"],
  [115, "l2tp"],
  [124, "isis"],
  [132, "sctp"],
  [133, "fc"],
  [135, "mobility-header"],
  [136, "udplite"],
  [137, "mpls-in-ip"],
  [138, "manet"],
  [139, "hip"],
  [140, "shim6"],
  [141, "wesp"],
  [142, "rohc"],
];

const byNumber = new Map(names);
const byName = new Map(names.map(([number, name]) => [name, number]));
byName.set("icmpv6", 58);
byName.set("ipv6-mh", 135);
byName.set("mh", 135);

/** The name that iptables prints for a protocol number, or the number itself. */
export function protocolName(protocol: number): string {
  return byNumber.get(protocol) ?? String(protocol);
}

/** The number of a protocol given by name (any case) or number; 0 is `all`; null when the name is not known. */
export function protocolNumber(text: string): number | null {
  const lower = text.toLowerCase();
  if (lower === "all") return 0;
  if (/^\d{1,3}$/.test(text)) return Number(text) <= 255 ? Number(text) : null;
  return byName.get(lower) ?? null;
}
