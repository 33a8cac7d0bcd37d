#!/bin/sh
# Firewall rules made by Sekisho for: blank.
# admin: 192.0.2.10, 2001:db8:a::10
# It replaces the whole filter table, IPv4 and IPv6: rules of other programs in it are lost.
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
trap 'echo "Stopped before the end: the rules are not complete, and more may pass than should." >&2' EXIT
trap 'exit 1' INT TERM
trap '' HUP

# 0. Begin with an empty table that lets everything pass.
iptables -P INPUT ACCEPT
iptables -P FORWARD ACCEPT
iptables -P OUTPUT ACCEPT
iptables -F
iptables -X
ip6tables -P INPUT ACCEPT
ip6tables -P FORWARD ACCEPT
ip6tables -P OUTPUT ACCEPT
ip6tables -F
ip6tables -X

# 1. Loopback: programs on this server may always talk to each other.
iptables -A INPUT -i lo -j ACCEPT
iptables -A OUTPUT -o lo -j ACCEPT
ip6tables -A INPUT -i lo -j ACCEPT
ip6tables -A OUTPUT -o lo -j ACCEPT

#    What the network itself needs to work: neighbour discovery, path errors and address renewal (DHCP).
iptables -A INPUT -p udp -m udp --sport 67 --dport 68 -j ACCEPT
iptables -A OUTPUT -p udp -m udp --sport 68 --dport 67 -j ACCEPT
ip6tables -A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 1 -j ACCEPT
ip6tables -A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 2 -j ACCEPT
ip6tables -A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 3 -j ACCEPT
ip6tables -A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 4 -j ACCEPT
ip6tables -A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 130 -j ACCEPT
ip6tables -A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 131 -j ACCEPT
ip6tables -A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 132 -j ACCEPT
ip6tables -A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 133 -m hl --hl-eq 255 -j ACCEPT
ip6tables -A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 134 -m hl --hl-eq 255 -j ACCEPT
ip6tables -A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 135 -m hl --hl-eq 255 -j ACCEPT
ip6tables -A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 136 -m hl --hl-eq 255 -j ACCEPT
ip6tables -A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 143 -j ACCEPT
ip6tables -A INPUT -s fe80::/10 -p udp -m udp --dport 546 -j ACCEPT
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

#    Answers to connections from outside may leave.
iptables -A OUTPUT -m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT
iptables -A OUTPUT -p icmp -m icmp --icmp-type 3 -m conntrack --ctstate RELATED -j ACCEPT
iptables -A OUTPUT -p icmp -m icmp --icmp-type 11 -m conntrack --ctstate RELATED -j ACCEPT
iptables -A OUTPUT -p icmp -m icmp --icmp-type 12 -m conntrack --ctstate RELATED -j ACCEPT
ip6tables -A OUTPUT -m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT

# 3. admin may use every service.
iptables -A INPUT -s 192.0.2.10/32 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
ip6tables -A INPUT -s 2001:db8:a::10/128 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT

# 4. Packets that belong to no connection and begin none are dropped.
iptables -A INPUT -m conntrack --ctstate INVALID -j DROP
ip6tables -A INPUT -m conntrack --ctstate INVALID -j DROP

# 5. Nobody outside may claim to be this server itself.
iptables -A INPUT -s 127.0.0.0/8 -j DROP
ip6tables -A INPUT -s ::1/128 -j DROP

# 6. Impossible flag combinations, as port scanners send them, are dropped.
iptables -A INPUT -p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE -j DROP
iptables -A INPUT -p tcp -m tcp --tcp-flags FIN,SYN FIN,SYN -j DROP
iptables -A INPUT -p tcp -m tcp --tcp-flags SYN,RST SYN,RST -j DROP
iptables -A INPUT -p tcp -m tcp --tcp-flags FIN,RST FIN,RST -j DROP
iptables -A INPUT -p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG FIN,PSH,URG -j DROP
ip6tables -A INPUT -p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE -j DROP
ip6tables -A INPUT -p tcp -m tcp --tcp-flags FIN,SYN FIN,SYN -j DROP
ip6tables -A INPUT -p tcp -m tcp --tcp-flags SYN,RST SYN,RST -j DROP
ip6tables -A INPUT -p tcp -m tcp --tcp-flags FIN,RST FIN,RST -j DROP
ip6tables -A INPUT -p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG FIN,PSH,URG -j DROP

# 7. A source that opens connections too fast is dropped until it slows down.
iptables -A INPUT -p tcp -m conntrack --ctstate NEW -m hashlimit --hashlimit-above 60/sec --hashlimit-burst 120 --hashlimit-mode srcip --hashlimit-name sk-71a99b00cc6b -j DROP
ip6tables -A INPUT -p tcp -m conntrack --ctstate NEW -m hashlimit --hashlimit-above 60/sec --hashlimit-burst 120 --hashlimit-mode srcip --hashlimit-name sk-71a99b00cc6b -j DROP

# 8. Error messages about known connections pass: unreachable, too big, time exceeded.
iptables -A INPUT -p icmp -m icmp --icmp-type 3 -m conntrack --ctstate RELATED -j ACCEPT
iptables -A INPUT -p icmp -m icmp --icmp-type 11 -m conntrack --ctstate RELATED -j ACCEPT
iptables -A INPUT -p icmp -m icmp --icmp-type 12 -m conntrack --ctstate RELATED -j ACCEPT

# 9. Anyone may ping this server, at a limited rate.
iptables -A INPUT -p icmp -m icmp --icmp-type 8 -m hashlimit --hashlimit-upto 5/sec --hashlimit-burst 10 --hashlimit-mode srcip --hashlimit-name sk-bff5bb330df9 -j ACCEPT
ip6tables -A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 128 -m hashlimit --hashlimit-upto 5/sec --hashlimit-burst 10 --hashlimit-mode srcip --hashlimit-name sk-bff5bb330df9 -j ACCEPT

# 10. Answers to connections that this server opened itself.
iptables -A INPUT -m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT
ip6tables -A INPUT -m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT

# 11. What is refused below is logged, a few lines a minute.
iptables -A INPUT -m limit --limit 10/min -j LOG --log-prefix 'sekisho in: '
iptables -A OUTPUT -m limit --limit 10/min -j LOG --log-prefix 'sekisho out: ' --log-uid
ip6tables -A INPUT -m limit --limit 10/min -j LOG --log-prefix 'sekisho in: '
ip6tables -A OUTPUT -m limit --limit 10/min -j LOG --log-prefix 'sekisho out: ' --log-uid

# 99. From here on, what is not allowed above does not pass.
iptables -P FORWARD DROP
iptables -P INPUT DROP
iptables -P OUTPUT DROP
ip6tables -P FORWARD DROP
ip6tables -P INPUT DROP
ip6tables -P OUTPUT DROP

trap - EXIT
