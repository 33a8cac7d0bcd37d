# WATCH: what is open and what our rules have counted, once a second. It changes nothing and writes no file.

# It ends by itself after so many rounds; who still looks asks again.
rounds=300
# So many sockets at most, and of those that are only closing so many.
longest=2000
closing=300

# Sockets without their timers, which differ each second; the rest is counted.
list_ss() {
  ss -tunape 2>/dev/null | awk -v longest="$longest" -v closing="$closing" '
    $1 != "tcp" && $1 != "udp" { next }
    $2 == "TIME-WAIT" ? waiting++ >= closing : open++ >= longest { more++; next }
    { sub(/ timer:\([^)]*\)/, ""); print }
    END { if (more) print "more " more }'
}

list_proc() {
  for table in tcp tcp6 udp udp6; do
    [ ! -r "/proc/net/$table" ] || sed "1d;s/^/$table /" "/proc/net/$table"
  done | awk -v longest="$longest" 'NR > longest { more++; next } { print } END { if (more) print "more " more }'
}

# counted FAMILY PROGRAM: rules of our own chains with their packets and bytes, below the names of their tables.
counted() {
  have "$2" || return 0
  all=$("$2" -c 2>/dev/null) || return 0
  block "counts$1" "$(printf '%s\n' "$all" | grep -E '^\*|^\[[0-9]+:[0-9]+\] -A SEKISHO-')"
}

watch() {
  [ "$(id -u)" = 0 ] || fail not-root
  if ! have awk; then
    source=none
  elif have ss; then
    source=ss
  elif [ -r /proc/net/tcp ]; then
    source=proc
  else
    source=none
  fi
  say "FACT sockets $source"
  round=0
  while [ "$round" -lt "$rounds" ]; do
    read_uptime
    say "TICK $up"
    [ "$source" = none ] || block sockets "$("list_$source")"
    # Reading all rules costs more than listing sockets.
    if [ "$((round % 3))" = 0 ]; then
      counted 4 iptables-save
      ipv6_absent || counted 6 ip6tables-save
      say COUNTED
    fi
    # Nobody hears it any more: where the signal for that is ignored, the line fails.
    say SHOWN || exit 0
    round=$((round + 1))
    sleep 1
  done
  say OVER
}
