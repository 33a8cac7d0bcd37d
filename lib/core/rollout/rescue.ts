/**
 * What to type at the provider's console when nobody gets in any more, shortest first: it empties our chains, so that
 * what the host had before decides again. Nothing else is touched; a restart or the next apply fills them anew.
 */
export const rescueCommands = {
  ipv4: ["iptables -F SEKISHO-IN", "iptables -F SEKISHO-OUT"],
  ipv6: ["ip6tables -F SEKISHO-IN", "ip6tables -F SEKISHO-OUT"],
} as const;
