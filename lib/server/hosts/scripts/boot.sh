#!/bin/sh
# Loads the rules that the Sekisho panel confirmed last: own chains only, and one jump to each. Runs before the network is up.
# Where those of a family cannot be loaded, the minimal set that was stored beside them is: SSH for administrators alone.
# With the argument `rehearse` it tells what it loads, and changes no file: for a network namespace that is thrown away.

PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin"
LC_ALL=C
export PATH LC_ALL
umask 077
store=/var/lib/sekisho
state=/run/sekisho
mode=${1-}
nl='
'
fault='' outcome=''

note() { fault="$fault$1$nl"; }

# take NAME: a stored text into $text. It must be whole and hold nothing but own chains: a damaged file is no rules.
take() {
  file=$store/$1
  # A confirm that was cut off between its renames was confirmed all the same.
  [ ! -f "$file.next.$id" ] || file=$file.next.$id
  text=$(cat "$file" 2>/dev/null) || text=''
  case $text in '*'*"${nl}COMMIT") ;; *) return 1 ;; esac
  ! printf '%s\n' "$text" | grep -q -v -e '^[*]raw$' -e '^[*]filter$' -e '^:SEKISHO-' -e '^-A SEKISHO-' -e '^COMMIT$' || return 1
  printf '%s\n' "$text" | grep -q '^:SEKISHO-IN '
}

# load TABLE: that part of $text, with its jumps. A line that this kernel refuses (a missing set, say) is left out rather
# than all of them, but no chain's last verdict: without it, all that is not named would pass. Each table by itself: a
# kernel that cannot have raw must get its filter all the same.
load() {
  part=$(printf '%s\n' "$text" | sed -n "/^[*]$1\$/,/^COMMIT\$/p")
  [ -n "$part" ] || return 0
  tries=50 waits=5
  until message=$(printf '%s\n' "$part" | "$program-restore" --noflush 2>&1); do
    tries=$((tries - 1))
    line=$(printf '%s\n' "$message" | sed -n -e 's/.*line:* \([0-9][0-9]*\).*/\1/p' | sed -n 1p)
    note "$program: $message"
    refused=$(printf '%s\n' "$part" | sed -n "${line:-0}p" 2>/dev/null)
    case $refused in
      '-A '*)
        chain=${refused#-A } chain=${chain%% *}
        if [ "$1" = filter ]; then
          case $nl$(printf '%s\n' "$part" | sed "1,${line}d") in *"$nl-A $chain "*) ;; *) return 1 ;; esac
        fi
        part=$(printf '%s\n' "$part" | sed "${line}d")
        left_out=yes
        ;;
      *) waits=$((waits - 1)) && sleep 1 ;;
    esac
    [ "$tries" -gt 0 ] && [ "$waits" -gt 0 ] || return 1
  done
  table=$("$program-save" -t "$1")
  for pair in INPUT:SEKISHO-IN OUTPUT:SEKISHO-OUT FORWARD:SEKISHO-FWD OUTPUT:SEKISHO-RAW; do
    hook=${pair%%:*} chain=${pair#*:}
    case $part in *"$nl:$chain "*) ;; *) continue ;; esac
    ! printf '%s\n' "$table" | grep -q -e "^-A $hook -j $chain\$" -e "^-A DOCKER-USER -j $chain\$" || continue
    # Docker starts later and puts its rules before ours in FORWARD, but not before this chain: it is left to others, comes
    # first, and is taken as it is found.
    lead=''
    if [ "$hook" = FORWARD ] && command -v dockerd >/dev/null 2>&1; then
      case $table in *"$nl:DOCKER-USER "*) ;; *) lead=":DOCKER-USER - [0:0]$nl-I FORWARD 1 -j DOCKER-USER$nl" ;; esac
      hook=DOCKER-USER
    fi
    printf '*%s\n%s-I %s 1 -j %s\nCOMMIT\n' "$1" "$lead" "$hook" "$chain" | "$program-restore" --noflush || {
      note "$program: no jump to $chain"
      return 1
    }
  done
}

# load_family 4|6: what came of it into $outcome, one word for each family.
load_family() {
  if [ "$1" = 4 ]; then program=iptables; else program=ip6tables; fi
  loaded=nothing left_out=no
  if ! command -v "$program-restore" >/dev/null 2>&1; then
    note "$program-restore is not there"
  else
    if ! take "rules.v$1"; then
      note "IPv$1: the stored rules are missing or damaged"
    elif load filter; then
      loaded=rules
      load raw || left_out=yes
      [ "$left_out" = no ] || loaded=partly
    else
      note "IPv$1: the stored rules cannot be loaded"
    fi
    if [ "$loaded" = nothing ]; then
      if take "minimal.v$1" && load filter; then loaded=minimal; else note "IPv$1: nothing was loaded"; fi
    fi
  fi
  outcome="$outcome$1 $loaded$nl"
}

# All that is ours was about to go when the host went down: nothing is loaded, and the rest goes.
if [ -e "$store/leaving" ]; then
  [ "$mode" != rehearse ] || exit 0
  units=/etc/systemd/system
  rm -f "$units/multi-user.target.wants/sekisho-firewall.service" "$units/sekisho-firewall.service"
  # Where something is mounted the name stays, and the mark goes last.
  mv "$store" "$store.gone" 2>/dev/null || rm -rf "$store"/[!l]* "$store"/leaving.next.* "$store/leaving"
  rm -rf "$store.gone"
  # Until it is stopped, systemd knows it without its file; ended by that while it starts, it would count as failed.
  trap '' TERM
  [ ! -d /run/systemd/system ] || systemctl --no-block stop sekisho-firewall.service
  exit 0
fi

id=''
read -r id 2>/dev/null <"$store/confirmed"
if [ "$mode" != rehearse ]; then
  mkdir -p "$state"
  for file in rules.v4 rules.v6 minimal.v4 minimal.v6; do
    [ ! -f "$store/$file.next.$id" ] || mv "$store/$file.next.$id" "$store/$file"
  done
fi
# The first confirm of all was cut off before it counted.
[ -n "$id" ] || [ -e "$store/rules.v4" ] || [ -e "$store/rules.v6" ] || exit 0

load_family 4
[ ! -e /proc/net/if_inet6 ] || load_family 6
if [ "$mode" = rehearse ]; then
  printf '%s%s' "$outcome" "$fault"
  exit 0
fi
printf '%s' "$outcome" >"$state/boot"
printf '%s' "$fault" >"$state/boot-fault"
[ -z "$fault" ] || { printf '%s' "$fault" >&2; exit 1; }
