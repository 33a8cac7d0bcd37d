# INSPECT: reads, and changes nothing. Most facts go out as they are found; the panel takes them apart.

show_file() { [ ! -r "$2" ] || block "$1" "$(cat "$2" 2>/dev/null)"; }

# read_line FILE: its first line into $first.
read_line() {
  first=''
  read -r first 2>/dev/null <"$1"
}

inspect_tools() {
  tool=$1
  have "$tool" && have "$tool-save" && have "$tool-restore" || return 0
  # `iptables v1.8.9 (nf_tables)`: which kernel interface it drives; before 1.8 there was but one.
  version=$("$tool" -V 2>/dev/null)
  case $version in
    *nf_tables*) backend=nf_tables other=$tool-legacy-save ;;
    *) backend=legacy other=$tool-nft-save ;;
  esac
  version=${version#* } version=${version#v}
  others=0
  ! have "$other" || others=$("$other" 2>/dev/null | grep -c '^-A')
  say "FACT $tool ${version%% *} $backend $others"
  if live=$("$tool-save" -c 2>/dev/null); then block "live-$tool" "$live"; fi
}

# Tables of nft by name: iptables lists those of its own alone.
inspect_nft() {
  ! have nft || block nft-tables "$(nft list tables 2>/dev/null | head -n 100)"
}

# A router of the Internet has a million routes: so many that all cannot be meant are not used.
inspect_routes() {
  for family in 4 6; do
    block "routes-$family" "$(ip "-$family" route show table all 2>/dev/null | head -n 500)"
    block "rules-$family" "$(ip "-$family" rule show 2>/dev/null | head -n 100)"
  done
}

inspect_listeners() {
  if have ss; then
    block ss "$(ss -tulnpe 2>/dev/null)"
    return 0
  fi
  for table in tcp tcp6 udp udp6; do
    [ ! -r "/proc/net/$table" ] || block "proc-$table" "$(grep -E '^ *[0-9]+: [0-9A-F:]+ [0-9A-F:]+ (0A|07) ' "/proc/net/$table")"
  done
  block fds "$(ls -l /proc/[0-9]*/fd 2>/dev/null | grep -E '^/proc/|socket:' | sed 's/.*socket:/socket:/')"
  block comm "$(grep . /proc/[0-9]*/comm 2>/dev/null)"
}

inspect_managers() {
  if systemd_runs; then
    # Empty lines part one unit from the next.
    say 'BEGIN units'
    systemctl show -p Id -p ActiveState -p UnitFileState ufw.service firewalld.service nftables.service \
      netfilter-persistent.service iptables.service ip6tables.service csf.service lfd.service shorewall.service \
      shorewall6.service ferm.service apf.service 2>/dev/null | sed 's/^/SEKISHO:|/'
    say 'END units'
  fi
  found=''
  for path in /usr/sbin/ufw /usr/sbin/firewalld /usr/sbin/netfilter-persistent /usr/sbin/csf /sbin/shorewall /usr/sbin/shorewall \
    /usr/sbin/ferm /usr/sbin/apf /usr/local/sbin/apf /etc/init.d/iptables /etc/init.d/nftables /etc/runlevels/default/iptables \
    /etc/runlevels/boot/iptables /etc/runlevels/default/nftables /etc/runlevels/boot/nftables; do
    [ ! -e "$path" ] || found="$found$path
"
  done
  ! { [ -r /etc/ufw/ufw.conf ] && grep -qi '^ENABLED=yes' /etc/ufw/ufw.conf; } || found="${found}ufw-enabled
"
  block manager-files "$found"
}

# Whether `-j CT --helper ftp` can be used: the module can be loaded, or the kernel takes such a rule in a throw-away namespace.
inspect_ftp_helper() {
  if modprobe -n -q nf_conntrack_ftp 2>/dev/null; then
    say 'FACT ftp-helper yes'
  elif unshare -n iptables -t raw -A PREROUTING -p tcp --dport 21 -j CT --helper ftp 2>/dev/null; then
    say 'FACT ftp-helper yes'
  else
    say 'FACT ftp-helper no'
  fi
}

# Extensions that rules of ours may ask for and this kernel refuses, tried in a throw-away namespace where there can be one.
inspect_matches() {
  if found=$(
    unshare -n sh -c '
      iptables -A INPUT -p tcp || exit 1
      iptables -A INPUT -p tcp -m connlimit --connlimit-above 1 || printf " %s" connlimit
      iptables -A INPUT -p tcp -m hashlimit --hashlimit-upto 1/min --hashlimit-name sekisho || printf " %s" hashlimit
      iptables -A INPUT -p tcp -m recent --set --name sekisho || printf " %s" recent
    ' 2>/dev/null
  ); then say "FACT missing-matches$found"; fi
}

# Where rules that log can be heard. Rules for packet messages are tried in a throw-away namespace first.
inspect_log() {
  find_log
  case "$log $why" in
    'none taken') log=nflog ;;
  esac
  if [ "$log" = nflog ] && ! unshare -n iptables -A OUTPUT -j NFLOG --nflog-group "$log_group" 2>/dev/null; then log=none; fi
  say "FACT log $log"
}

inspect_init() {
  if systemd_runs; then
    say 'FACT init systemd'
  elif [ -d /run/openrc ]; then
    say 'FACT init openrc'
  else
    say 'FACT init other'
  fi
}

# Whether something of ours runs at the next start, and what it could load at the last one.
inspect_boot() {
  find_unit
  say "FACT boot-unit $unit"
  show_file boot /run/sekisho/boot
  [ ! -s /run/sekisho/boot-fault ] || show_file boot-fault /run/sekisho/boot-fault
}

inspect() {
  if [ "$(id -u)" != 0 ]; then
    if sudo -n true 2>/dev/null; then say 'FACT privilege could-sudo'; else say 'FACT privilege none'; fi
    say OVER
    return 0
  fi
  if [ -n "${SUDO_UID-}" ]; then say 'FACT privilege sudo'; else say 'FACT privilege root'; fi
  read_uptime
  read_boot_id
  say "FACT uptime $up"
  say "FACT boot-id $boot_id"
  read_line /proc/sys/kernel/osrelease
  say "FACT kernel $first"
  read_line /proc/sys/kernel/hostname
  say "FACT hostname $first"
  show_file os-release /etc/os-release
  inspect_init
  if ipv6_absent; then say 'FACT ipv6 absent'; else say 'FACT ipv6 present'; fi
  # Side by side: what the left one says waits in the pipe until the right one has come to its `cat`.
  {
    inspect_managers
    inspect_ftp_helper
    inspect_matches
    inspect_log
    block addresses "$(ip -o addr show 2>/dev/null)"
    inspect_routes
    inspect_nft
    inspect_listeners
  } | {
    inspect_tools iptables
    ipv6_absent || inspect_tools ip6tables
    block users "$(cut -d: -f1,3 /etc/passwd 2>/dev/null)"
    block resolvers "$(grep '^nameserver' /etc/resolv.conf 2>/dev/null)"
    cat
  }
  read_line /proc/sys/net/ipv4/ip_forward
  say "FACT forward4 $first"
  read_line /proc/sys/net/ipv6/conf/all/forwarding
  say "FACT forward6 $first"
  say "FACT connection ${connection:--}"
  inspect_boot
  for file in /run/sekisho/pending.*; do
    [ ! -f "$file" ] || { read_line "$file" && say "FACT pending ${file##*/pending.} $first"; }
  done
  say OVER
}
