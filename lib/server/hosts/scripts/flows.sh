# FLOWS: what is alive now, and the end of what was picked. It changes no rule and writes no file.

# So many lines of each list at most: a busy host tracks a million flows.
longest=4000

tracked() {
  if [ -r /proc/net/nf_conntrack ]; then
    cat /proc/net/nf_conntrack
  elif have conntrack; then
    conntrack -L -f ipv4
    conntrack -L -f ipv6
  fi 2>/dev/null
}

list_flows() {
  if have conntrack; then say 'FACT untrack yes'; else say 'FACT untrack no'; fi
  if [ -r /proc/net/nf_conntrack ] || have conntrack; then
    say 'FACT tracking yes'
    block tracked "$(tracked | grep -E ' (ESTABLISHED|CLOSE_WAIT) |udp' | head -n "$longest")"
  else
    say 'FACT tracking no'
  fi
  if have ss; then
    say 'FACT sockets yes'
    block tcp "$(ss -Htanpe 2>/dev/null | grep -E '^(LISTEN|ESTAB|CLOSE-WAIT) ' | head -n "$longest")"
    block udp "$(ss -Huanpe 2>/dev/null | grep -E '^(UNCONN|ESTAB) ' | head -n "$longest")"
  else
    say 'FACT sockets no'
  fi
  first=''
  read -r first 2>/dev/null </proc/sys/net/netfilter/nf_conntrack_tcp_loose
  say "FACT loose ${first:--}"
}

is_address() { case $1 in '' | *[!0-9a-fA-F.:]*) return 1 ;; esac; }
is_port() { case $1 in '' | *[!0-9]* | ??????*) return 1 ;; esac; }

# are_ends ADDRESS PORT ADDRESS PORT: whether these are two ends; nothing else is ever handed to a program.
are_ends() { is_address "$1" && is_port "$2" && is_address "$3" && is_port "$4"; }

# in_brackets ADDRESS: into $bracketed, as ss wants it before a port.
in_brackets() {
  bracketed=$1
  case $1 in *:*) bracketed="[$1]" ;; esac
}

# is_own LOCAL-PORT PEER: the panel's own way in, on which this very call came.
is_own() {
  set -f
  # shellcheck disable=SC2086
  set -- "$1" "${2#::ffff:}" $connection
  set +f
  [ $# -eq 6 ] && [ "$2" = "${3#::ffff:}" ] && [ "$1" = "$6" ]
}

# cut_flow NUMBER PROTOCOL FAMILY SOURCE PORT DESTINATION PORT LOCAL PORT PEER PORT; `-` for ends that it does not have.
cut_flow() {
  number=$1 protocol=$2 family=$3
  case $number in '' | *[!0-9]*) fail bad-request number ;; esac
  case $protocol in tcp | udp | udplite | sctp | dccp) ;; *) fail bad-request protocol ;; esac
  case $family in 4 | 6) ;; *) fail bad-request family ;; esac
  shift 3
  if [ "$1" != - ]; then are_ends "$1" "$2" "$3" "$4" || fail bad-request ends; fi
  if [ "$5" != - ]; then are_ends "$5" "$6" "$7" "$8" || fail bad-request ends; fi
  if is_own "$6" "$7" || is_own "$4" "$1"; then
    say "KEPT $number"
    return 0
  fi
  # The socket first: one that goes on sending would be taken up again as soon as it is not tracked any more.
  if [ "$5" != - ] && have ss; then
    in_brackets "$5"
    near=$bracketed
    in_brackets "$7"
    case $protocol in
      tcp) ss -K -t src "$near" sport = ":$6" dst "$bracketed" dport = ":$8" >/dev/null 2>&1 ;;
      udp) ss -K -u src "$near" sport = ":$6" dst "$bracketed" dport = ":$8" >/dev/null 2>&1 ;;
    esac
  fi
  if [ "$1" != - ] && have conntrack; then
    conntrack -D -f "ipv$family" -p "$protocol" --orig-src "$1" --orig-port-src "$2" \
      --orig-dst "$3" --orig-port-dst "$4" >/dev/null 2>&1
  fi
  say "TRIED $number"
}

flows() {
  [ "$(id -u)" = 0 ] || fail not-root
  request | {
    read -r what
    case $what in
      list) ;;
      cut)
        while read -r number rest; do
          set -f
          # shellcheck disable=SC2086
          set -- $rest
          set +f
          [ $# -eq 10 ] || fail bad-request flow
          cut_flow "$number" "$@"
        done
        # A peer that goes on sending is heard within this time.
        sleep 1
        ;;
      *) fail bad-request what ;;
    esac
    list_flows
    say OVER
  }
}
