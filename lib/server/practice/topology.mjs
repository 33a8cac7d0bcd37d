/**
 * The practice internet. All prefixes are set aside for documentation (RFC 5737, RFC 3849), so nothing in here can be
 * confused with a real network. Read by the panel and by the programs inside the namespaces.
 *
 *   office  (the panel sits in it) \
 *   branch                          \___ internet side ___ veth ___ VPS
 *   partner                         /     gateway .1               .10 and .11
 *   anybody                        /
 */

/** The practice VPS itself, and the router before it. Two addresses in each family, for roles bound to one of them. */
export const vps = {
  ipv4: ["203.0.113.10", "203.0.113.11"],
  ipv6: ["2001:db8:113::10", "2001:db8:113::11"],
  gateway: { ipv4: "203.0.113.1", ipv6: "2001:db8:113::1" },
  lengths: { ipv4: 24, ipv6: 64 },
};

/** Where the panel's packets come from: one address inside the office. */
export const panel = { ipv4: "192.0.2.5", ipv6: "2001:db8:2::5" };

/** Places on the practice internet: the prefix, and the one address that a probe uses unless told otherwise. */
export const vantagePoints = {
  office: {
    ipv4: { prefix: "192.0.2.0/27", address: "192.0.2.10" },
    ipv6: { prefix: "2001:db8:2::/64", address: "2001:db8:2::10" },
  },
  branch: {
    ipv4: { prefix: "192.0.2.32/27", address: "192.0.2.42" },
    ipv6: { prefix: "2001:db8:3::/64", address: "2001:db8:3::42" },
  },
  partner: {
    ipv4: { prefix: "192.0.2.64/27", address: "192.0.2.74" },
    ipv6: { prefix: "2001:db8:4::/64", address: "2001:db8:4::74" },
  },
  anybody: {
    ipv4: { prefix: "198.51.100.0/24", address: "198.51.100.77" },
    ipv6: { prefix: "2001:db8:ffff::/64", address: "2001:db8:ffff::77" },
  },
};

/** A machine of the practice internet that answers the VPS as a client: resolver, web, mail and time in one. */
export const outside = {
  ipv4: "198.51.100.53",
  ipv6: "2001:db8:ffff::53",
  tcp: [21, 22, 25, 53, 80, 110, 123, 443, 587, 993, 8080],
  udp: [53, 123, 443],
};

/** Programs that listen inside the VPS, so that inspection and suggestions have something to show. */
export const services = [
  { name: "nginx", sockets: ["tcp any 80", "tcp any 443"] },
  { name: "master", sockets: ["tcp any 25", "tcp any 587"] },
  {
    name: "unbound",
    sockets: ["tcp any 53", ...[...vps.ipv4, ...vps.ipv6].map((address) => `udp ${address} 53`)],
  },
  { name: "mariadbd", sockets: ["tcp local 3306"] },
  // Open to everybody by mistake, as such things are.
  { name: "redis-server", sockets: ["tcp any 6379"] },
];
