#!/bin/sh
# Loads the rules that the Sekisho panel confirmed last: own chains only, and one jump to each. Runs before the network is up.
# Each table by itself: a kernel that cannot have raw must get its filter all the same.

PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin"
LC_ALL=C
export PATH LC_ALL
umask 077
store=/var/lib/sekisho
state=/run/sekisho
mkdir -p "$state"
fault=''

# A line that this kernel refuses (a missing set, say) is left out rather than all of them: what is left ends in the
# chain's own last verdict.
load() {
  program=$1 holder=$2 text=$(sed -n "/^\*$2\$/,/^COMMIT\$/p" "$3")
  [ -n "$text" ] || return 0
  tries=50 waits=5
  until message=$(printf '%s\n' "$text" | "$program-restore" --noflush 2>&1); do
    tries=$((tries - 1))
    line=$(printf '%s\n' "$message" | sed -n -e 's/.*line:* \([0-9][0-9]*\).*/\1/p' | sed -n 1p)
    fault="$fault$program: $message
"
    case $(printf '%s\n' "$text" | sed -n "${line:-0}p" 2>/dev/null) in
      '-A '*) text=$(printf '%s\n' "$text" | sed "${line}d") ;;
      *) waits=$((waits - 1)) && sleep 1 ;;
    esac
    [ "$tries" -gt 0 ] && [ "$waits" -gt 0 ] || return 1
  done
  table=$("$program-save" -t "$holder")
  for pair in INPUT:SEKISHO-IN OUTPUT:SEKISHO-OUT FORWARD:SEKISHO-FWD OUTPUT:SEKISHO-RAW; do
    hook=${pair%%:*} chain=${pair#*:}
    case $text in *"
:$chain "*) ;; *) continue ;; esac
    ! printf '%s\n' "$table" | grep -q -e "^-A $hook -j $chain\$" -e "^-A DOCKER-USER -j $chain\$" || continue
    printf '*%s\n-I %s 1 -j %s\nCOMMIT\n' "$holder" "$hook" "$chain" | "$program-restore" --noflush ||
      fault="$fault$program: no jump to $chain
"
  done
}

# load_family PROGRAM NAME FILE
load_family() {
  [ -f "$3" ] || return 0
  for holder in filter raw; do
    load "$1" "$holder" "$3" || fault="$fault$2 not loaded ($holder)
"
  done
}

# A confirm that was cut off between its renames was confirmed all the same.
read -r id 2>/dev/null <"$store/confirmed"
for file in rules.v4 rules.v6; do
  [ ! -f "$store/$file.next.$id" ] || mv "$store/$file.next.$id" "$store/$file"
done

load_family iptables IPv4 "$store/rules.v4"
[ ! -e /proc/net/if_inet6 ] || load_family ip6tables IPv6 "$store/rules.v6"
printf '%s' "$fault" >"$state/boot-fault"
[ -z "$fault" ] || { printf '%s' "$fault" >&2; exit 1; }
