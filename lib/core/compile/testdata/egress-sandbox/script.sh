#!/bin/sh
# Firewall rules made by Sekisho for: egress-sandbox.
# admin: 192.0.2.10, 2001:db8:a::10
# destination: 198.51.100.7, 2001:db8:d::7
# It rebuilds the chain OUTPUT of the filter table, IPv4 and IPv6, and touches nothing else.
# It holds until the next restart, and may be run again at any time.
set -eu
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export PATH

if [ "$(id -u)" != 0 ]; then
  echo "This script must run as root." >&2
  exit 1
fi
if ! command -v iptables >/dev/null; then
  echo "The program iptables is missing: nothing was changed." >&2
  exit 1
fi
if [ ! -e /proc/net/if_inet6 ]; then
  echo "This server has no IPv6: its rules are left out." >&2
  ip6tables() { :; }
elif ! command -v ip6tables >/dev/null; then
  echo "This server has IPv6 and no program ip6tables: nothing was changed." >&2
  exit 1
else
  ip6tables() { command ip6tables -w "$@"; }
fi

# Commands wait while another program changes rules, and go on to the end when the SSH session breaks off.
iptables() { command iptables -w "$@"; }
trap 'echo "Stopped before the end: OUTPUT is not complete." >&2' EXIT
trap 'exit 1' INT TERM
trap '' HUP

# 0. Begin with an empty chain.
iptables -F OUTPUT
ip6tables -F OUTPUT

# 1. Loopback: programs on this server may always talk to each other.
iptables -A OUTPUT -o lo -j ACCEPT
ip6tables -A OUTPUT -o lo -j ACCEPT

#    What the network itself needs to work: neighbour discovery, path errors and address renewal (DHCP).
iptables -A OUTPUT -p udp -m udp --sport 68 --dport 67 -j ACCEPT
ip6tables -A OUTPUT -p ipv6-icmp -m icmp6 --icmpv6-type 1 -j ACCEPT
ip6tables -A OUTPUT -p ipv6-icmp -m icmp6 --icmpv6-type 2 -j ACCEPT
ip6tables -A OUTPUT -p ipv6-icmp -m icmp6 --icmpv6-type 3 -j ACCEPT
ip6tables -A OUTPUT -p ipv6-icmp -m icmp6 --icmpv6-type 4 -j ACCEPT
ip6tables -A OUTPUT -p ipv6-icmp -m icmp6 --icmpv6-type 130 -j ACCEPT
ip6tables -A OUTPUT -p ipv6-icmp -m icmp6 --icmpv6-type 131 -j ACCEPT
ip6tables -A OUTPUT -p ipv6-icmp -m icmp6 --icmpv6-type 132 -j ACCEPT
ip6tables -A OUTPUT -p ipv6-icmp -m icmp6 --icmpv6-type 133 -m hl --hl-eq 255 -j ACCEPT
ip6tables -A OUTPUT -p ipv6-icmp -m icmp6 --icmpv6-type 134 -m hl --hl-eq 255 -j ACCEPT
ip6tables -A OUTPUT -p ipv6-icmp -m icmp6 --icmpv6-type 135 -m hl --hl-eq 255 -j ACCEPT
ip6tables -A OUTPUT -p ipv6-icmp -m icmp6 --icmpv6-type 136 -m hl --hl-eq 255 -j ACCEPT
ip6tables -A OUTPUT -p ipv6-icmp -m icmp6 --icmpv6-type 143 -j ACCEPT
ip6tables -A OUTPUT -s fe80::/10 -p udp -m udp --dport 547 -j ACCEPT

# 2. The administrator's open sessions go on, though they may be older than connection tracking.
iptables -A OUTPUT -d 192.0.2.10/32 -p tcp -m tcp --tcp-flags SYN NONE -j ACCEPT
ip6tables -A OUTPUT -d 2001:db8:a::10/128 -p tcp -m tcp --tcp-flags SYN NONE -j ACCEPT

#    Answers to the administrator may leave.
iptables -A OUTPUT -d 192.0.2.10/32 -m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT
ip6tables -A OUTPUT -d 2001:db8:a::10/128 -m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT

#    Names may be looked up anywhere.
iptables -A OUTPUT -p udp -m udp --dport 53 -j ACCEPT
ip6tables -A OUTPUT -p udp -m udp --dport 53 -j ACCEPT

#    This server may send to destination: every service.
iptables -A OUTPUT -d 198.51.100.7/32 -j ACCEPT
ip6tables -A OUTPUT -d 2001:db8:d::7/128 -j ACCEPT

# 3. What is refused below is logged, a few lines a minute.
iptables -A OUTPUT -m limit --limit 10/min -j LOG --log-prefix 'sekisho out: ' --log-uid
ip6tables -A OUTPUT -m limit --limit 10/min -j LOG --log-prefix 'sekisho out: ' --log-uid

# 4. Everything else is refused at once, so that programs fail instead of hanging.
iptables -A OUTPUT -j REJECT --reject-with icmp-port-unreachable
ip6tables -A OUTPUT -j REJECT --reject-with icmp6-port-unreachable

trap - EXIT
