#!/bin/sh
# Firewall rules made by Sekisho for: public-web-server at 192.0.2.200, file-server at 2001:db8:f::1.
# admin: 192.0.2.10, 2001:db8:a::10
# hq: 192.0.2.0/27, 2001:db8:a::/64
# partner: 203.0.113.64/27, 2001:db8:c::/64
# blocked: 203.0.113.5-203.0.113.9, 2001:db8:bad::/48, ::ffff:0:0/96
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

# 2. FTP: the kernel's helper reads the control connection, so that data connections are known (table raw).
iptables -t raw -C OUTPUT -p tcp -m tcp --dport 21 -j CT --helper ftp 2>/dev/null || iptables -t raw -A OUTPUT -p tcp -m tcp --dport 21 -j CT --helper ftp ||
  echo "This kernel refuses a rule of the table raw; it is left out." >&2
ip6tables -t raw -C OUTPUT -p tcp -m tcp --dport 21 -j CT --helper ftp 2>/dev/null || ip6tables -t raw -A OUTPUT -p tcp -m tcp --dport 21 -j CT --helper ftp ||
  echo "This kernel refuses a rule of the table raw; it is left out." >&2

#    The administrator's open sessions go on, though they may be older than connection tracking.
iptables -A OUTPUT -d 198.51.100.99/32 -p tcp -m tcp --sport 22 --tcp-flags SYN NONE -j ACCEPT
iptables -A OUTPUT -d 198.51.100.99/32 -p tcp -m tcp --sport 8443 --tcp-flags SYN NONE -j ACCEPT
iptables -A OUTPUT -d 192.0.2.10/32 -p tcp -m tcp --sport 22 --tcp-flags SYN NONE -j ACCEPT
iptables -A OUTPUT -d 192.0.2.10/32 -p tcp -m tcp --sport 8443 --tcp-flags SYN NONE -j ACCEPT
ip6tables -A OUTPUT -d 2001:db8:a::10/128 -p tcp -m tcp --sport 22 --tcp-flags SYN NONE -j ACCEPT
ip6tables -A OUTPUT -d 2001:db8:a::10/128 -p tcp -m tcp --sport 8443 --tcp-flags SYN NONE -j ACCEPT

#    The panel's open SSH session goes on, though it is older than connection tracking.
iptables -A OUTPUT -d 198.51.100.99/32 -p tcp -m tcp --sport 22 --tcp-flags SYN NONE -j ACCEPT

#    Answers to connections from outside may leave.
iptables -A OUTPUT -m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT
iptables -A OUTPUT -p icmp -m icmp --icmp-type 3 -m conntrack --ctstate RELATED -j ACCEPT
iptables -A OUTPUT -p icmp -m icmp --icmp-type 11 -m conntrack --ctstate RELATED -j ACCEPT
iptables -A OUTPUT -p icmp -m icmp --icmp-type 12 -m conntrack --ctstate RELATED -j ACCEPT
ip6tables -A OUTPUT -m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT

#    The account _apt may send to anyone: https, at most 10 new connections a second for each source address.
iptables -A OUTPUT -p tcp -m tcp --dport 443 -m owner --uid-owner 42 -m conntrack --ctstate NEW -m hashlimit --hashlimit-above 10/sec --hashlimit-burst 20 --hashlimit-mode srcip --hashlimit-name sk-3d0459c9136f -j DROP
iptables -A OUTPUT -p tcp -m tcp --dport 443 -m owner --uid-owner 42 -m conntrack --ctstate NEW -m limit --limit 10/min -j LOG --log-prefix 'sekisho updates: ' --log-uid
iptables -A OUTPUT -p tcp -m tcp --dport 443 -m owner --uid-owner 42 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
ip6tables -A OUTPUT -p tcp -m tcp --dport 443 -m owner --uid-owner 42 -m conntrack --ctstate NEW -m hashlimit --hashlimit-above 10/sec --hashlimit-burst 20 --hashlimit-mode srcip --hashlimit-name sk-3d0459c9136f -j DROP
ip6tables -A OUTPUT -p tcp -m tcp --dport 443 -m owner --uid-owner 42 -m conntrack --ctstate NEW -m limit --limit 10/min -j LOG --log-prefix 'sekisho updates: ' --log-uid
ip6tables -A OUTPUT -p tcp -m tcp --dport 443 -m owner --uid-owner 42 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT

#    This server is refused partner: every service.
iptables -A OUTPUT -d 203.0.113.64/27 -j REJECT --reject-with icmp-port-unreachable
ip6tables -A OUTPUT -d 2001:db8:c::/64 -j REJECT --reject-with icmp6-port-unreachable

#    This server may use dns, ntp, ftp and ping anywhere.
iptables -A OUTPUT -p udp -m multiport --dports 53,123 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
iptables -A OUTPUT -p tcp -m multiport --dports 53,21 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
iptables -A OUTPUT -p icmp -m icmp --icmp-type 8 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
ip6tables -A OUTPUT -p udp -m multiport --dports 53,123 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
ip6tables -A OUTPUT -p tcp -m multiport --dports 53,21 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
ip6tables -A OUTPUT -p ipv6-icmp -m icmp6 --icmpv6-type 128 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT

#    FTP data connections that the kernel's helper expects.
iptables -A OUTPUT -p tcp -m tcp --dport 1024:65535 -m conntrack --ctstate RELATED,ESTABLISHED -m helper --helper ftp -j ACCEPT
ip6tables -A OUTPUT -p tcp -m tcp --dport 1024:65535 -m conntrack --ctstate RELATED,ESTABLISHED -m helper --helper ftp -j ACCEPT

# 3. panel and admin may use ssh at 192.0.2.200. (社長's "own" $(door))
iptables -A INPUT -s 198.51.100.99/32 -d 192.0.2.200/32 -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -m limit --limit 10/min -j LOG --log-prefix 'sekisho admin: '
iptables -A INPUT -s 198.51.100.99/32 -d 192.0.2.200/32 -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW,ESTABLISHED -m comment --comment '社長'\''s "own" $(door)' -j ACCEPT
iptables -A INPUT -s 198.51.100.99/32 -d 192.0.2.200/32 -p tcp -m tcp --dport 8443 -m conntrack --ctstate NEW -m limit --limit 10/min -j LOG --log-prefix 'sekisho admin: '
iptables -A INPUT -s 198.51.100.99/32 -d 192.0.2.200/32 -p tcp -m tcp --dport 8443 -m conntrack --ctstate NEW,ESTABLISHED -m comment --comment '社長'\''s "own" $(door)' -j ACCEPT
iptables -A INPUT -s 192.0.2.10/32 -d 192.0.2.200/32 -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -m limit --limit 10/min -j LOG --log-prefix 'sekisho admin: '
iptables -A INPUT -s 192.0.2.10/32 -d 192.0.2.200/32 -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW,ESTABLISHED -m comment --comment '社長'\''s "own" $(door)' -j ACCEPT
iptables -A INPUT -s 192.0.2.10/32 -d 192.0.2.200/32 -p tcp -m tcp --dport 8443 -m conntrack --ctstate NEW -m limit --limit 10/min -j LOG --log-prefix 'sekisho admin: '
iptables -A INPUT -s 192.0.2.10/32 -d 192.0.2.200/32 -p tcp -m tcp --dport 8443 -m conntrack --ctstate NEW,ESTABLISHED -m comment --comment '社長'\''s "own" $(door)' -j ACCEPT

# 4. Packets that belong to no connection and begin none are dropped.
iptables -A INPUT -m conntrack --ctstate INVALID -j DROP
ip6tables -A INPUT -m conntrack --ctstate INVALID -j DROP

# 5. Nobody outside may claim an address of this server, or none at all.
iptables -A INPUT -m addrtype --src-type LOCAL -j DROP
ip6tables -A INPUT -m addrtype --src-type LOCAL -j DROP
ip6tables -A INPUT -s ::/128 -j DROP

# 6. A source that knocks at many closed ports may open no new connection for a while.
iptables -A INPUT -p tcp -m conntrack --ctstate NEW -m recent --rcheck --seconds 60 --hitcount 12 --name sekisho-scan-4 --mask 255.255.255.255 --rsource -j DROP
ip6tables -A INPUT -p tcp -m conntrack --ctstate NEW -m recent --rcheck --seconds 60 --hitcount 12 --name sekisho-scan-6 --mask ffff:ffff:ffff:ffff:: --rsource -j DROP

# 7. A source that keeps connecting to SSH, as guessers of passwords do, is dropped until it slows down.
iptables -A INPUT -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -m hashlimit --hashlimit-above 1/min --hashlimit-burst 10 --hashlimit-mode srcip --hashlimit-name sk-ssh-a3ecef55 -j DROP
ip6tables -A INPUT -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -m hashlimit --hashlimit-above 1/min --hashlimit-burst 10 --hashlimit-mode srcip --hashlimit-name sk-ssh-a3ecef55 --hashlimit-srcmask 64 -j DROP

# 8. A source that opens connections too fast is dropped until it slows down.
iptables -A INPUT -p tcp -m conntrack --ctstate NEW -m hashlimit --hashlimit-above 90/min --hashlimit-burst 100 --hashlimit-name sk-54068324790c -j DROP
ip6tables -A INPUT -p tcp -m conntrack --ctstate NEW -m hashlimit --hashlimit-above 90/min --hashlimit-burst 100 --hashlimit-name sk-54068324790c -j DROP

# 9. A source that has too many connections open gets no further one until it closes some.
iptables -A INPUT -p tcp -m conntrack --ctstate NEW -m connlimit --connlimit-above 150 --connlimit-mask 32 --connlimit-saddr -j DROP
ip6tables -A INPUT -p tcp -m conntrack --ctstate NEW -m connlimit --connlimit-above 150 --connlimit-mask 64 --connlimit-saddr -j DROP

# 10. Error messages about known connections pass: unreachable, too big, time exceeded.
iptables -A INPUT -p icmp -m icmp --icmp-type 3 -m conntrack --ctstate RELATED -j ACCEPT
iptables -A INPUT -p icmp -m icmp --icmp-type 11 -m conntrack --ctstate RELATED -j ACCEPT
iptables -A INPUT -p icmp -m icmp --icmp-type 12 -m conntrack --ctstate RELATED -j ACCEPT

# 11. anyone may use http and https at 192.0.2.200, from source ports 1024 and up, at most 30 new connections a minute for each source address.
iptables -A INPUT -d 192.0.2.200/32 -p tcp -m tcp --sport 1024:65535 -m multiport --dports 80,443 -m conntrack --ctstate NEW -m hashlimit --hashlimit-above 30/min --hashlimit-burst 20 --hashlimit-mode srcip --hashlimit-name sk-00e5919800e9 -j DROP
iptables -A INPUT -d 192.0.2.200/32 -p tcp -m tcp --sport 1024:65535 -m multiport --dports 80,443 -m conntrack --ctstate NEW -m limit --limit 10/min -j LOG --log-prefix 'sekisho web-limited: '
iptables -A INPUT -d 192.0.2.200/32 -p tcp -m tcp --sport 1024:65535 -m multiport --dports 80,443 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT

# 12. hq may use postgresql at 192.0.2.200, at most 120 new connections an hour.
iptables -A INPUT -s 192.0.2.0/27 -d 192.0.2.200/32 -p tcp -m tcp --dport 5432 -m conntrack --ctstate NEW -m hashlimit --hashlimit-above 2/min --hashlimit-burst 5 --hashlimit-name sk-53e7e1771c7e -j DROP
iptables -A INPUT -s 192.0.2.0/27 -d 192.0.2.200/32 -p tcp -m tcp --dport 5432 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT

# 13. partner may use game at 192.0.2.201, until 2037-06-30T12:00:00Z.
iptables -A INPUT -s 203.0.113.64/27 -d 192.0.2.201/32 -p tcp -m multiport --dports 2001,2002,2003,2004,2005,2006,2007,2008,2009,2010,2011,2012,2013,3000:3100 -m time --datestop 2037-06-30T12:00:00 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
iptables -A INPUT -s 203.0.113.64/27 -d 192.0.2.201/32 -p tcp -m multiport --dports 4000 -m time --datestop 2037-06-30T12:00:00 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
iptables -A INPUT -s 203.0.113.64/27 -d 192.0.2.201/32 -p udp -m udp --dport 27015:27030 -m time --datestop 2037-06-30T12:00:00 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
iptables -A INPUT -s 203.0.113.64/27 -d 192.0.2.201/32 -p icmp -m icmp --icmp-type 8 -m time --datestop 2037-06-30T12:00:00 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT

# 14. blocked is silently kept from every service at 2001:db8:f::1.
ip6tables -A INPUT -s 2001:db8:bad::/48 -d 2001:db8:f::1/128 -m limit --limit 10/min -j LOG --log-prefix 'sekisho blocked: '
ip6tables -A INPUT -s 2001:db8:bad::/48 -d 2001:db8:f::1/128 -j DROP
ip6tables -A INPUT -s ::ffff:0.0.0.0/96 -d 2001:db8:f::1/128 -m limit --limit 10/min -j LOG --log-prefix 'sekisho blocked: '
ip6tables -A INPUT -s ::ffff:0.0.0.0/96 -d 2001:db8:f::1/128 -j DROP

# 15. hq is refused game and ping at 2001:db8:f::1.
ip6tables -A INPUT -s 2001:db8:a::/64 -d 2001:db8:f::1/128 -p tcp -m multiport --dports 2001,2002,2003,2004,2005,2006,2007,2008,2009,2010,2011,2012,2013,3000:3100 -j REJECT --reject-with icmp6-port-unreachable
ip6tables -A INPUT -s 2001:db8:a::/64 -d 2001:db8:f::1/128 -p tcp -m multiport --dports 4000 -j REJECT --reject-with icmp6-port-unreachable
ip6tables -A INPUT -s 2001:db8:a::/64 -d 2001:db8:f::1/128 -p udp -m udp --dport 27015:27030 -j REJECT --reject-with icmp6-port-unreachable
ip6tables -A INPUT -s 2001:db8:a::/64 -d 2001:db8:f::1/128 -p ipv6-icmp -m icmp6 --icmpv6-type 128 -j REJECT --reject-with icmp6-port-unreachable

# 16. Answers to connections that this server opened itself.
iptables -A INPUT -m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT
ip6tables -A INPUT -m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT

# 17. FTP data connections that the kernel's helper expects.
iptables -A INPUT -p tcp -m tcp --dport 1024:65535 -m conntrack --ctstate RELATED,ESTABLISHED -m helper --helper ftp -j ACCEPT
ip6tables -A INPUT -p tcp -m tcp --dport 1024:65535 -m conntrack --ctstate RELATED,ESTABLISHED -m helper --helper ftp -j ACCEPT

# 18. What is refused below is logged, a few lines a minute.
iptables -A INPUT -m limit --limit 1/sec -j LOG --log-prefix 'sekisho in: '
iptables -A OUTPUT -m limit --limit 1/sec -j LOG --log-prefix 'sekisho out: ' --log-uid
ip6tables -A INPUT -m limit --limit 1/sec -j LOG --log-prefix 'sekisho in: '
ip6tables -A OUTPUT -m limit --limit 1/sec -j LOG --log-prefix 'sekisho out: ' --log-uid

# 19. A source that knocks at many closed ports may open no new connection for a while.
iptables -A INPUT -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -m conntrack --ctstate NEW -m hashlimit --hashlimit-upto 1/min --hashlimit-burst 1 --hashlimit-mode srcip,dstport --hashlimit-name sk-knock-10a228 -m recent --set --name sekisho-scan-4 --mask 255.255.255.255 --rsource
ip6tables -A INPUT -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -m conntrack --ctstate NEW -m hashlimit --hashlimit-upto 1/min --hashlimit-burst 1 --hashlimit-mode srcip,dstport --hashlimit-name sk-knock-10a228 --hashlimit-srcmask 64 -m recent --set --name sekisho-scan-6 --mask ffff:ffff:ffff:ffff:: --rsource

# 99. From here on, what is not allowed above does not pass.
iptables -P FORWARD DROP
iptables -P INPUT DROP
iptables -P OUTPUT DROP
ip6tables -P FORWARD DROP
ip6tables -P INPUT DROP
ip6tables -P OUTPUT DROP

trap - EXIT
