# CHECKS: probes that start on this host, many at once and each with an end. It changes nothing and writes no file.

# One try at most, in seconds, and one look-up of a name: two resolvers are asked once each.
limit=4
look_up=6
# So many checks at once, and so many addresses of one name.
together=24
longest=8

is_port() { case $1 in '' | *[!0-9]* | ??????*) return 1 ;; esac; }
is_target() { case $1 in '' | -* | *[!0-9A-Za-z.:-]*) return 1 ;; esac; }

# Milliseconds since boot into $now, in steps of ten.
read_now() {
  read_uptime
  now=${up%.*}${up#*.}0
}

find_tools() {
  tcp_tool='' pinger='' ping_options='' web_tool=''
  if have bash; then
    tcp_tool=bash
  elif have nc && nc -h 2>&1 | grep -q -e '-[0-9A-Za-z]*z'; then
    tcp_tool=nc
  fi
  if have curl; then
    web_tool=curl
  elif have wget && wget --version 2>&1 | grep -q 'GNU Wget 1'; then
    web_tool=wget
  fi
  if have ping; then
    pinger=ping
    # It would look for names of whoever answers.
    if ping -V 2>&1 | grep -q iputils; then ping_options=-n; fi
  elif have busybox && busybox --list 2>&1 | grep -q -x ping; then
    pinger='busybox ping'
  fi
}

# seen ADDRESS OUTCOME TOOL WORDS: one line for this check; $begun is when it was begun, or empty.
seen() {
  took=-
  if [ -n "$begun" ]; then
    read_now
    took=$((now - begun))
  fi
  words=$(printf '%s\n' "$4" | head -n 1 | tr -cd ' -~' | cut -c 1-160)
  say "SEEN $number $1 $2 $took $3 $words"
}

# name_outcome CODE WORDS: into $outcome what a program said of its connection.
name_outcome() {
  case $1 in
    0) outcome=works ;;
    # The end of timeout, and of what it killed.
    124 | 137 | 143) outcome=silent ;;
    *)
      case $2 in
        *refused* | *reset*) outcome=refused ;;
        *'etwork is unreachable'* | *'annot assign requested address'* | *'amily not supported'*) outcome=no-route ;;
        *'o route to host'* | *nreachable* | *rohibited* | *'not permitted'* | *'ermission denied'*) outcome=unreachable ;;
        *'imed out'* | *'in progress'*) outcome=silent ;;
        *) outcome=unread ;;
      esac
      ;;
  esac
}

# connect ADDRESS PORT: into $outcome and $said.
connect() {
  case $tcp_tool in
    # shellcheck disable=SC2016
    bash) said=$(timeout "$limit" bash -c 'exec 3<>"/dev/tcp/$1/$2"' bash "$1" "$2" 2>&1) ;;
    nc) said=$(timeout "$limit" nc -n -z -v -w "$limit" "$1" "$2" 2>&1 </dev/null) ;;
  esac
  name_outcome $? "$said"
}

try_tcp() {
  connect "$1" "$2"
  [ "$outcome" != works ] || said=''
  seen "$1" "$outcome" "$tcp_tool" "$said"
}

try_ping() {
  with=$pinger
  case $pinger:$1 in ping:*:*) ! have ping6 || with=ping6 ;; esac
  # shellcheck disable=SC2086
  said=$(timeout "$limit" $with $ping_options -c 1 -W 3 "$1" 2>&1)
  code=$?
  told=$(printf '%s\n' "$said" | grep -i -e unreachable -e prohibited -e filtered -e permitted -e denied | head -n 1)
  # Silence is no fault of ping's: it only counts what came back.
  if [ "$code" = 1 ] && [ -z "$told" ]; then code=124; fi
  case $code:$told in
    1:*ilter*) outcome=unreachable ;;
    *) name_outcome "$code" "$told" ;;
  esac
  [ "$outcome" != unread ] || told=$said
  seen "$1" "$outcome" ping "$told"
}

# ask_curl ADDRESS URL: into $said what came, with a line `HTTP 200` for an answer.
ask_curl() {
  near=$1
  case $1 in *:*) near="[$1]" ;; esac
  said=$(timeout "$look_up" curl -q -sS -k -I -o /dev/null -w '\nHTTP %{http_code}\n' --noproxy '*' \
    -m "$limit" --connect-to "::$near:$port" "$2" 2>&1)
}

# ask_wget ADDRESS URL: the same. Of a name with several addresses in one family it asks one, which need not be this one.
ask_wget() {
  family=-4
  case $1 in *:*) family=-6 ;; esac
  # It would follow to another place, try again, and write down what a server wants remembered.
  said=$(timeout "$look_up" wget --no-config --no-hsts --no-proxy --no-check-certificate --max-redirect=0 \
    --spider -S -nv -t 1 -T "$limit" "$family" "$2" 2>&1 | sed 's|^ *HTTP/[0-9.]* |HTTP |')
}

# try_http ADDRESS PORT NAME: that an answer comes is of interest, and not from whom, so certificates are not verified.
try_http() {
  connect "$1" "$2"
  if [ "$outcome" != works ]; then
    seen "$1" "$outcome" "$tcp_tool" "$said"
    return 0
  fi
  called=$3
  case $3 in *:*) called="[$3]" ;; esac
  scheme=http
  case $2 in 443 | 8443) scheme=https ;; esac
  "ask_$web_tool" "$1" "$scheme://$called:$2/"
  status=$(printf '%s\n' "$said" | sed -n 's/^\(HTTP [1-9][0-9][0-9]\).*/\1/p' | tail -n 1)
  if [ -n "$status" ]; then
    said=$status
  else
    outcome=connected
    said=$(printf '%s\n' "$said" | sed '/^HTTP 000$/d;/^$/d')
  fi
  seen "$1" "$outcome" "$web_tool" "$said"
}

# find_addresses TARGET: into $found, at most $longest; else $said and $code.
find_addresses() {
  code=0 said=''
  case $1 in
    *:*) found=$1 ;;
    *[!0-9.]*)
      said=$(RES_OPTIONS='timeout:2 attempts:1' timeout "$look_up" getent ahosts "$1" 2>&1)
      code=$?
      found=$(printf '%s\n' "$said" | grep STREAM | cut -d ' ' -f 1 | sort -u | head -n "$longest")
      ;;
    *) found=$1 ;;
  esac
}

# missing KIND TARGET: into $missing the program that this needs and that is not there, or nothing.
find_missing() {
  missing=''
  have timeout || missing=timeout
  case $2 in *:*) ;; *[!0-9.]*) have getent || missing=getent ;; esac
  case $1 in
    ping) [ -n "$pinger" ] || missing=ping ;;
    tcp | http) [ -n "$tcp_tool" ] || missing=bash ;;
  esac
  [ "$1" != http ] || [ -n "$web_tool" ] || missing=curl
}

# check NUMBER KIND TARGET PORT
check() {
  number=$1 kind=$2 target=$3 port=$4 begun=''
  find_missing "$kind" "$target"
  if [ -n "$missing" ]; then
    seen - no-tool "$missing" ''
    return 0
  fi
  read_now
  begun=$now
  find_addresses "$target"
  if [ -z "$found" ]; then
    case $code in 124 | 143) said='no answer in time' ;; esac
    seen - cannot-resolve getent "$said"
    return 0
  fi
  for address in $found; do
    if [ "$kind" = dns ]; then
      seen "$address" works getent ''
      continue
    fi
    (
      read_now
      begun=$now
      case $kind in
        ping) try_ping "$address" ;;
        tcp) try_tcp "$address" "$port" ;;
        http) try_http "$address" "$port" "$target" ;;
      esac
    ) &
  done
  wait
}

checks() {
  [ "$(id -u)" = 0 ] || fail not-root
  find_tools
  request | {
    running=0
    while read -r number kind target port more; do
      case $number in '' | *[!0-9]* | ????*) fail bad-request number ;; esac
      case $kind in
        ping | dns) [ "$port" = - ] || fail bad-request port ;;
        tcp | http) is_port "$port" || fail bad-request port ;;
        *) fail bad-request kind ;;
      esac
      is_target "$target" || fail bad-request target
      [ -z "$more" ] || fail bad-request more
      check "$number" "$kind" "$target" "$port" &
      running=$((running + 1))
      [ "$((running % together))" != 0 ] || wait
    done
    wait
    say OVER
  }
}
