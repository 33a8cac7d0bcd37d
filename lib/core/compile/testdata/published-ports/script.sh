#!/bin/sh
# Firewall rules made by Sekisho for: public-web-server.
# admin: 192.0.2.10, 2001:db8:a::10
# office: 198.51.100.0/27, 2001:db8:0:b::/64
# shut-out: 198.51.100.9, 2001:db8:0:b::9
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

# 2. This server may open any connection to the outside.
iptables -A OUTPUT -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
iptables -A OUTPUT -p icmp -m icmp --icmp-type 3 -m conntrack --ctstate RELATED -j ACCEPT
iptables -A OUTPUT -p icmp -m icmp --icmp-type 11 -m conntrack --ctstate RELATED -j ACCEPT
iptables -A OUTPUT -p icmp -m icmp --icmp-type 12 -m conntrack --ctstate RELATED -j ACCEPT
ip6tables -A OUTPUT -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT

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

# 10. anyone may use http and https, from source ports 1024 and up.
iptables -A INPUT -p tcp -m tcp --sport 1024:65535 -m multiport --dports 80,443 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
ip6tables -A INPUT -p tcp -m tcp --sport 1024:65535 -m multiport --dports 80,443 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT

# 11. shut-out is silently kept from apps. (nobody's)
iptables -A INPUT -s 198.51.100.9/32 -p tcp -m multiport --dports 8080,8443,9000:9010 -m comment --comment 'nobody'\''s' -j DROP
ip6tables -A INPUT -s 2001:db8:0:b::9/128 -p tcp -m multiport --dports 8080,8443,9000:9010 -m comment --comment 'nobody'\''s' -j DROP

# 12. office may use apps and ping, at most 30 new connections a minute for each source address.
iptables -A INPUT -s 198.51.100.0/27 -p tcp -m multiport --dports 8080,8443,9000:9010 -m conntrack --ctstate NEW -m hashlimit --hashlimit-above 30/min --hashlimit-burst 20 --hashlimit-mode srcip --hashlimit-name sk-c1e4bd1bb1ae -j DROP
iptables -A INPUT -s 198.51.100.0/27 -p tcp -m multiport --dports 8080,8443,9000:9010 -m conntrack --ctstate NEW -m limit --limit 10/min -j LOG --log-prefix 'sekisho apps: '
iptables -A INPUT -s 198.51.100.0/27 -p tcp -m multiport --dports 8080,8443,9000:9010 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
iptables -A INPUT -s 198.51.100.0/27 -p icmp -m icmp --icmp-type 8 -m conntrack --ctstate NEW -m hashlimit --hashlimit-above 30/min --hashlimit-burst 20 --hashlimit-mode srcip --hashlimit-name sk-c1e4bd1bb1ae -j DROP
iptables -A INPUT -s 198.51.100.0/27 -p icmp -m icmp --icmp-type 8 -m conntrack --ctstate NEW -m limit --limit 10/min -j LOG --log-prefix 'sekisho apps: '
iptables -A INPUT -s 198.51.100.0/27 -p icmp -m icmp --icmp-type 8 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
ip6tables -A INPUT -s 2001:db8:0:b::/64 -p tcp -m multiport --dports 8080,8443,9000:9010 -m conntrack --ctstate NEW -m hashlimit --hashlimit-above 30/min --hashlimit-burst 20 --hashlimit-mode srcip --hashlimit-name sk-c1e4bd1bb1ae -j DROP
ip6tables -A INPUT -s 2001:db8:0:b::/64 -p tcp -m multiport --dports 8080,8443,9000:9010 -m conntrack --ctstate NEW -m limit --limit 10/min -j LOG --log-prefix 'sekisho apps: '
ip6tables -A INPUT -s 2001:db8:0:b::/64 -p tcp -m multiport --dports 8080,8443,9000:9010 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
ip6tables -A INPUT -s 2001:db8:0:b::/64 -p ipv6-icmp -m icmp6 --icmpv6-type 128 -m conntrack --ctstate NEW -m hashlimit --hashlimit-above 30/min --hashlimit-burst 20 --hashlimit-mode srcip --hashlimit-name sk-c1e4bd1bb1ae -j DROP
ip6tables -A INPUT -s 2001:db8:0:b::/64 -p ipv6-icmp -m icmp6 --icmpv6-type 128 -m conntrack --ctstate NEW -m limit --limit 10/min -j LOG --log-prefix 'sekisho apps: '
ip6tables -A INPUT -s 2001:db8:0:b::/64 -p ipv6-icmp -m icmp6 --icmpv6-type 128 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT

# 13. anyone may use game at 192.0.2.200, until 2030-01-31T08:00:00Z.
iptables -A INPUT -d 192.0.2.200/32 -p udp -m udp --dport 27015 -m time --datestop 2030-01-31T08:00:00 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT

# 14. Answers to this server as a client: http, https, dns, ntp.
iptables -A INPUT -p tcp -m multiport --sports 80,443 -m tcp --dport 1024:65535 -m conntrack --ctstate ESTABLISHED -j ACCEPT
iptables -A INPUT -p tcp -m tcp --sport 53 --dport 1024:65535 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
iptables -A INPUT -p udp -m udp --sport 53 --dport 1024:65535 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
iptables -A INPUT -p udp -m udp --sport 123 -m conntrack --ctstate ESTABLISHED -j ACCEPT
ip6tables -A INPUT -p tcp -m multiport --sports 80,443 -m tcp --dport 1024:65535 -m conntrack --ctstate ESTABLISHED -j ACCEPT
ip6tables -A INPUT -p tcp -m tcp --sport 53 --dport 1024:65535 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
ip6tables -A INPUT -p udp -m udp --sport 53 --dport 1024:65535 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
ip6tables -A INPUT -p udp -m udp --sport 123 -m conntrack --ctstate ESTABLISHED -j ACCEPT

# 15. Only what is sent on to a published port is looked at here; answers and error messages pass.
iptables -A FORWARD -m conntrack ! --ctstate DNAT -j RETURN
iptables -A FORWARD -m conntrack --ctstate RELATED -j RETURN
iptables -A FORWARD -m conntrack --ctdir REPLY -j RETURN
ip6tables -A FORWARD -m conntrack ! --ctstate DNAT -j RETURN
ip6tables -A FORWARD -m conntrack --ctstate RELATED -j RETURN
ip6tables -A FORWARD -m conntrack --ctdir REPLY -j RETURN

# 16. admin may use every service.
iptables -A FORWARD -s 192.0.2.10/32 -m conntrack --ctstate NEW,ESTABLISHED -j RETURN
ip6tables -A FORWARD -s 2001:db8:a::10/128 -m conntrack --ctstate NEW,ESTABLISHED -j RETURN

# 17. Packets that belong to no connection and begin none are dropped.
iptables -A FORWARD -m conntrack --ctstate INVALID -j DROP
ip6tables -A FORWARD -m conntrack --ctstate INVALID -j DROP

# 18. Nobody outside may claim to be this server itself.
iptables -A FORWARD -s 127.0.0.0/8 -j DROP
ip6tables -A FORWARD -s ::1/128 -j DROP

# 19. Impossible flag combinations, as port scanners send them, are dropped.
iptables -A FORWARD -p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE -j DROP
iptables -A FORWARD -p tcp -m tcp --tcp-flags FIN,SYN FIN,SYN -j DROP
iptables -A FORWARD -p tcp -m tcp --tcp-flags SYN,RST SYN,RST -j DROP
iptables -A FORWARD -p tcp -m tcp --tcp-flags FIN,RST FIN,RST -j DROP
iptables -A FORWARD -p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG FIN,PSH,URG -j DROP
ip6tables -A FORWARD -p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE -j DROP
ip6tables -A FORWARD -p tcp -m tcp --tcp-flags FIN,SYN FIN,SYN -j DROP
ip6tables -A FORWARD -p tcp -m tcp --tcp-flags SYN,RST SYN,RST -j DROP
ip6tables -A FORWARD -p tcp -m tcp --tcp-flags FIN,RST FIN,RST -j DROP
ip6tables -A FORWARD -p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG FIN,PSH,URG -j DROP

# 20. A source that opens connections too fast is dropped until it slows down.
iptables -A FORWARD -p tcp -m conntrack --ctstate NEW -m hashlimit --hashlimit-above 60/sec --hashlimit-burst 120 --hashlimit-mode srcip --hashlimit-name sk-71a99b00cc6b -j DROP
ip6tables -A FORWARD -p tcp -m conntrack --ctstate NEW -m hashlimit --hashlimit-above 60/sec --hashlimit-burst 120 --hashlimit-mode srcip --hashlimit-name sk-71a99b00cc6b -j DROP

# 21. anyone may use http and https, from source ports 1024 and up.
iptables -A FORWARD -p tcp -m tcp --sport 1024:65535 -m conntrack --ctstate NEW,ESTABLISHED --ctorigdstport 80 -j RETURN
iptables -A FORWARD -p tcp -m tcp --sport 1024:65535 -m conntrack --ctstate NEW,ESTABLISHED --ctorigdstport 443 -j RETURN
ip6tables -A FORWARD -p tcp -m tcp --sport 1024:65535 -m conntrack --ctstate NEW,ESTABLISHED --ctorigdstport 80 -j RETURN
ip6tables -A FORWARD -p tcp -m tcp --sport 1024:65535 -m conntrack --ctstate NEW,ESTABLISHED --ctorigdstport 443 -j RETURN

# 22. shut-out is silently kept from apps. (nobody's)
iptables -A FORWARD -s 198.51.100.9/32 -p tcp -m conntrack --ctorigdstport 8080 -m comment --comment 'nobody'\''s' -j DROP
iptables -A FORWARD -s 198.51.100.9/32 -p tcp -m conntrack --ctorigdstport 8443 -m comment --comment 'nobody'\''s' -j DROP
iptables -A FORWARD -s 198.51.100.9/32 -p tcp -m conntrack --ctorigdstport 9000:9010 -m comment --comment 'nobody'\''s' -j DROP
ip6tables -A FORWARD -s 2001:db8:0:b::9/128 -p tcp -m conntrack --ctorigdstport 8080 -m comment --comment 'nobody'\''s' -j DROP
ip6tables -A FORWARD -s 2001:db8:0:b::9/128 -p tcp -m conntrack --ctorigdstport 8443 -m comment --comment 'nobody'\''s' -j DROP
ip6tables -A FORWARD -s 2001:db8:0:b::9/128 -p tcp -m conntrack --ctorigdstport 9000:9010 -m comment --comment 'nobody'\''s' -j DROP

# 23. office may use apps and ping, at most 30 new connections a minute for each source address.
iptables -A FORWARD -s 198.51.100.0/27 -p tcp -m conntrack --ctstate NEW --ctorigdstport 8080 -m hashlimit --hashlimit-above 30/min --hashlimit-burst 20 --hashlimit-mode srcip --hashlimit-name sk-c1e4bd1bb1ae -j DROP
iptables -A FORWARD -s 198.51.100.0/27 -p tcp -m conntrack --ctstate NEW --ctorigdstport 8443 -m hashlimit --hashlimit-above 30/min --hashlimit-burst 20 --hashlimit-mode srcip --hashlimit-name sk-c1e4bd1bb1ae -j DROP
iptables -A FORWARD -s 198.51.100.0/27 -p tcp -m conntrack --ctstate NEW --ctorigdstport 9000:9010 -m hashlimit --hashlimit-above 30/min --hashlimit-burst 20 --hashlimit-mode srcip --hashlimit-name sk-c1e4bd1bb1ae -j DROP
iptables -A FORWARD -s 198.51.100.0/27 -p tcp -m conntrack --ctstate NEW --ctorigdstport 8080 -m limit --limit 10/min -j LOG --log-prefix 'sekisho apps: '
iptables -A FORWARD -s 198.51.100.0/27 -p tcp -m conntrack --ctstate NEW --ctorigdstport 8443 -m limit --limit 10/min -j LOG --log-prefix 'sekisho apps: '
iptables -A FORWARD -s 198.51.100.0/27 -p tcp -m conntrack --ctstate NEW --ctorigdstport 9000:9010 -m limit --limit 10/min -j LOG --log-prefix 'sekisho apps: '
iptables -A FORWARD -s 198.51.100.0/27 -p tcp -m conntrack --ctstate NEW,ESTABLISHED --ctorigdstport 8080 -j RETURN
iptables -A FORWARD -s 198.51.100.0/27 -p tcp -m conntrack --ctstate NEW,ESTABLISHED --ctorigdstport 8443 -j RETURN
iptables -A FORWARD -s 198.51.100.0/27 -p tcp -m conntrack --ctstate NEW,ESTABLISHED --ctorigdstport 9000:9010 -j RETURN
ip6tables -A FORWARD -s 2001:db8:0:b::/64 -p tcp -m conntrack --ctstate NEW --ctorigdstport 8080 -m hashlimit --hashlimit-above 30/min --hashlimit-burst 20 --hashlimit-mode srcip --hashlimit-name sk-c1e4bd1bb1ae -j DROP
ip6tables -A FORWARD -s 2001:db8:0:b::/64 -p tcp -m conntrack --ctstate NEW --ctorigdstport 8443 -m hashlimit --hashlimit-above 30/min --hashlimit-burst 20 --hashlimit-mode srcip --hashlimit-name sk-c1e4bd1bb1ae -j DROP
ip6tables -A FORWARD -s 2001:db8:0:b::/64 -p tcp -m conntrack --ctstate NEW --ctorigdstport 9000:9010 -m hashlimit --hashlimit-above 30/min --hashlimit-burst 20 --hashlimit-mode srcip --hashlimit-name sk-c1e4bd1bb1ae -j DROP
ip6tables -A FORWARD -s 2001:db8:0:b::/64 -p tcp -m conntrack --ctstate NEW --ctorigdstport 8080 -m limit --limit 10/min -j LOG --log-prefix 'sekisho apps: '
ip6tables -A FORWARD -s 2001:db8:0:b::/64 -p tcp -m conntrack --ctstate NEW --ctorigdstport 8443 -m limit --limit 10/min -j LOG --log-prefix 'sekisho apps: '
ip6tables -A FORWARD -s 2001:db8:0:b::/64 -p tcp -m conntrack --ctstate NEW --ctorigdstport 9000:9010 -m limit --limit 10/min -j LOG --log-prefix 'sekisho apps: '
ip6tables -A FORWARD -s 2001:db8:0:b::/64 -p tcp -m conntrack --ctstate NEW,ESTABLISHED --ctorigdstport 8080 -j RETURN
ip6tables -A FORWARD -s 2001:db8:0:b::/64 -p tcp -m conntrack --ctstate NEW,ESTABLISHED --ctorigdstport 8443 -j RETURN
ip6tables -A FORWARD -s 2001:db8:0:b::/64 -p tcp -m conntrack --ctstate NEW,ESTABLISHED --ctorigdstport 9000:9010 -j RETURN

# 24. anyone may use game at 192.0.2.200, until 2030-01-31T08:00:00Z.
iptables -A FORWARD -p udp -m time --datestop 2030-01-31T08:00:00 -m conntrack --ctstate NEW,ESTABLISHED --ctorigdst 192.0.2.200 --ctorigdstport 27015 -j RETURN

# 25. What is refused below is logged, a few lines a minute.
iptables -A FORWARD -m limit --limit 10/min -j LOG --log-prefix 'sekisho in: '
iptables -A INPUT -m limit --limit 10/min -j LOG --log-prefix 'sekisho in: '
iptables -A OUTPUT -m limit --limit 10/min -j LOG --log-prefix 'sekisho out: ' --log-uid
ip6tables -A FORWARD -m limit --limit 10/min -j LOG --log-prefix 'sekisho in: '
ip6tables -A INPUT -m limit --limit 10/min -j LOG --log-prefix 'sekisho in: '
ip6tables -A OUTPUT -m limit --limit 10/min -j LOG --log-prefix 'sekisho out: ' --log-uid

# 26. No rule lets anybody else reach a published port.
iptables -A FORWARD -j DROP
ip6tables -A FORWARD -j DROP

# 99. From here on, what is not allowed above does not pass.
iptables -P FORWARD ACCEPT
iptables -P INPUT DROP
iptables -P OUTPUT DROP
ip6tables -P FORWARD ACCEPT
ip6tables -P INPUT DROP
ip6tables -P OUTPUT DROP

trap - EXIT
