import type { HostFacts } from "@/lib/core/facts/host-facts";
import { type Address, parseAddress } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import { type Prefix, parsePrefix } from "@/lib/core/net/prefix";

/**
 * What a route does with a packet (rtnetlink(7)). `local`, `broadcast`, `anycast` and `multicast` stand in the kernel's
 * own table, which is asked first.
 */
export type RouteType =
  | "unicast"
  | "local"
  | "broadcast"
  | "anycast"
  | "multicast"
  | "unreachable"
  | "prohibit"
  | "blackhole"
  | "throw";

/** `interface` is null where there are several ways out. Of equal destinations the lowest metric counts. */
export type Route = {
  readonly destination: Prefix;
  readonly interface: string | null;
  readonly type: RouteType;
  readonly metric: number;
};

/** What the way of a packet hangs on besides the rules, for one family. */
export type PathHost = {
  /** In the order in which the host lists them. */
  readonly addresses: readonly {
    readonly interface: string;
    readonly address: Address;
    readonly length: number;
  }[];
  /** Null where they were not read. */
  readonly routes: readonly Route[] | null;
  /** Further tables are asked for some packets (`ip rule`): the way out is not known. */
  readonly furtherTables?: boolean;
  readonly forwarding: boolean;
  /** Which kernel interface holds the rules: the two have one table in another place. */
  readonly backend?: "nf_tables" | "legacy";
};

/** What the facts say of one family. */
export function pathHost(facts: HostFacts, family: Family): PathHost {
  const addresses = facts.addresses.flatMap((each) => {
    const address = each.family === family ? parseAddress(each.address) : null;
    return address === null ? [] : [{ interface: each.interface, address, length: each.length }];
  });
  const routes = facts.routes?.flatMap(({ destination, ...route }) => {
    const prefix = route.family === family ? parsePrefix(destination) : { fault: "syntax" };
    return "fault" in prefix
      ? []
      : [{ destination: prefix, interface: route.interface, type: route.type, metric: route.metric }];
  });
  const tools = family === 4 ? facts.iptables4 : facts.iptables6;
  return {
    ...(tools === null || tools === "absent" ? {} : { backend: tools.backend }),
    addresses,
    routes: routes ?? null,
    furtherTables: facts.furtherTables?.includes(family) ?? false,
    forwarding: family === 4 ? facts.forwarding.ipv4 : facts.forwarding.ipv6,
  };
}
