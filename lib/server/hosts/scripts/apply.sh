# APPLY: arms two timers that hold the old rules, and only then loads the new ones.

check_root() { [ "$(id -u)" = 0 ] || fail not-root; }

open_state() {
  { [ -d "$state" ] || mkdir -p "$state"; } 2>/dev/null && true 2>/dev/null >>"$state/lock" && return 0
  fail state-directory "$(mkdir -p "$state" 2>&1)"
}

# reopen_state: what was recovered may have been a leave, which took directory and lock away.
reopen_state() {
  [ ! -d "$state" ] || return 0
  open_state
  take_lock 10 || fail lock
}

# over: ends the call with a code.
over() {
  say OVER
  exit "$1"
}

# Nothing of an apply is left behind when it is refused before it was armed.
refuse() {
  stop_timers "$id"
  forget "$id"
  fail "$@"
}

check_timeout() {
  case $timeout in '' | *[!0-9]* | ?????*) fail bad-request timeout ;; esac
  { [ "$timeout" -ge 3 ] && [ "$timeout" -le 3600 ]; } || fail bad-request timeout
}

# Which families there are, into $families. A host that has IPv6 gets both or neither.
check_families() {
  families='4 6'
  if ipv6_absent; then
    families=4
    say NOTE ipv6-absent
  elif [ "$expect6" = none ]; then
    fail ipv6-present
  fi
  for family in $families; do
    name_tool "$family"
    if ! { have "$tool" && have "$tool-save" && have "$tool-restore"; }; then
      if [ "$family" = 6 ]; then fail ipv6-broken "$tool"; else fail no-tools "$tool"; fi
    fi
    # A native nftables rule in this table hides it from these programs; only this call tells.
    # shellcheck disable=SC2086
    message=$("$tool" $wait_option -S INPUT 2>&1) || case $? in
      4) fail lock "$message" ;;
      *) fail unreadable-table "$message" ;;
    esac
  done
}

# check_busy: another apply that waits for its confirm keeps its timers and its rules.
check_busy() {
  for file in "$state"/pending.* "$state"/claim.*; do
    [ -f "$file" ] || continue
    read_uptime
    read -r _ deadline _ <"$file"
    left=$((${deadline%.*} - ${up%.*}))
    [ "$left" -ge 0 ] || left=0
    other=${file##*/}
    other=${other#pending.}
    other=${other#claim.confirm.}
    say "BUSY ${other#claim.rollback.} $left"
    over 3
  done
  stands "$id"
  { [ "$standing" = unknown-id ] && [ ! -e "$state/void.$id" ]; } || fail used-id
}

# take_rules FAMILY SIZE: the new text into $new4 or $new6, and its chains into $frame4 or $frame6, after the proof that
# it arrived whole and names nothing but own chains, each in its table.
take_rules() {
  new=$("rules$1")
  # shellcheck disable=SC2046
  set -- "$1" "$2" $(printf '%s\n' "$new" | wc)
  [ "${3-}:${5-}" = "$2" ] || fail bad-request "rules$1 ${3-}:${5-} $2"
  case $new in *"$nl$nl"*) fail bad-request "rules$1" ;; esac
  new_frame='' holder=none
  IFS=$nl
  set -f
  for line in $new; do
    # Raw at most once and first, then filter.
    case $holder$line in
      'none*raw') holder=raw && continue ;;
      'none*filter' | 'then*filter') holder=filter && continue ;;
      rawCOMMIT) holder=then && continue ;;
      filterCOMMIT) holder=end && continue ;;
      filter:*' - [0:0]' | raw:*' - [0:0]') chain=${line%' - [0:0]'} chain=${chain#:} new_frame=${new_frame:+$new_frame$nl}:$chain ;;
      'filter-A '* | 'raw-A '*) chain=${line#'-A '} chain=${chain%%' '*} ;;
      *) chain='' ;;
    esac
    case $chain in *[!A-Za-z0-9_-]*) fail bad-request "$line" ;; esac
    case $holder:$chain in
      filter:SEKISHO-RAW) fail bad-request "$line" ;;
      filter:SEKISHO-?* | raw:SEKISHO-RAW) ;;
      *) fail bad-request "$line" ;;
    esac
  done
  set +f
  unset IFS
  [ "$holder" = end ] || fail bad-request "rules$1"
  if [ "$1" = 4 ]; then new4=$new frame4=$new_frame; else new6=$new frame6=$new_frame; fi
}

# pick FAMILY: $new and $new_frame of a family.
pick() { if [ "$1" = 4 ]; then new=$new4 new_frame=$frame4; else new=$new6 new_frame=$frame6; fi; }

# rehearse FAMILY: a real load in a network namespace that is thrown away. It finds all that --test finds, and what that
# cannot (loops; targets and matches that the kernel refuses in this place). Foreign sets do not exist there.
rehearse() {
  pick "$1"
  case $new in *--match-set*) rehearsable=no ;; esac
  if [ "$rehearsable" = yes ]; then
    # Nothing else is in there: neither chains of ours, nor anything that a jump goes behind.
    # shellcheck disable=SC2086
    message=$(
      table='' frame=''
      load_text "$new" "$new_frame" | unshare -n "$tool-restore" --noflush $wait_option 2>&1
    ) && return 0
    case $message in *unshare:*) say NOTE not-rehearsed ;; *) rehearsal=$message ;; esac
  fi
  message=$(load_text "$new" "$new_frame" | restore "$1" --test) || refuse test-failed "$message"
  [ -z "${rehearsal-}" ] || refuse rehearsal-failed "$rehearsal"
}

# write_old FAMILY: what is ours now, with a mark by which a cut file is told from a whole one.
write_old() {
  { printf '%s\n#end\n' "$owned" >"$state/old$1.$id"; } 2>/dev/null || refuse state-directory
}

start_process() {
  setsid sh "$state/timer.$id" "$1" "$id" "$2" "$timer_wait" </dev/null >/dev/null 2>&1 9>&- &
}

# A service has a control group of its own: ending the session's processes cannot reach it.
start_service() {
  (
    unit=sekisho-revert-$id
    set -- "$(command -v sh)" "$state/timer.$id" service "$id" "$timeout" "$timer_wait"
    systemd-run --quiet --collect --unit="$unit" --property=OOMScoreAdjust=-1000 "$@" ||
      systemd-run --quiet --unit="$unit" "$@"
  ) </dev/null >/dev/null 2>&1 9>&- &
}

# wait_armed SLOT SLOT: 2 s at least until both timers have said that they hold the old rules.
wait_armed() {
  read_uptime
  armed_until=$((${up%.*} + 3))
  until [ -s "$state/armed.$id.$1" ] && [ -s "$state/armed.$id.$2" ]; do
    read_uptime
    [ "${up%.*}" -lt "$armed_until" ] || return 1
    nap
  done
  count_timers "$id"
  [ "$timers" -ge 2 ]
}

# arm: two timers, or none and no change.
arm() {
  # Longer than any call of ours holds the lock of the programs, and tried again each second.
  timer_wait=${wait_option:+-w 5}
  { timer_text >"$state/timer.$id"; } 2>/dev/null || refuse state-directory
  read_uptime
  read_boot_id
  deadline=$((${up%.*} + timeout)).${up#*.}
  { echo "$boot_id $deadline ${connection:--}" >"$state/pending.$id.new" && mv "$state/pending.$id.new" "$state/pending.$id"; } 2>/dev/null ||
    refuse state-directory
  # The hang-up signal of a closing session must be ignored before there is a child that it could meet.
  trap '' HUP
  main=process
  if systemd_runs && have systemd-run; then
    # The slower one first.
    start_service
    start_process guard $((timeout + 7))
    ! wait_armed service guard || main=service
  else
    start_process guard $((timeout + 7))
  fi
  if [ "$main" = process ]; then
    start_process main "$timeout"
    if ! wait_armed main guard; then
      # A timer that comes too late must find the apply done: with no file at all it would act.
      note_reason "$id" load-failed
      move "pending.$id" "done.rollback.$id"
      refuse not-armed
    fi
  fi
  read_uptime
  say "ARMED $id $up $deadline $boot_id $main"
}

# load FAMILY: a foreign writer may change the table between the look and the load, which then fails whole: look again.
load() {
  pick "$1"
  tries=3
  while :; do
    read_table "$1" || return 1
    find_surplus "$frame" "$new_frame" :
    stale=$surplus
    message=$(load_text "$new" "$new_frame" | restore "$1") && break
    tries=$((tries - 1))
    { [ "$tries" -gt 0 ] && [ -e "$state/pending.$id" ]; } || return 1
  done
  remove_chains "$1" "$stale"
  # An exit status of 0 is no proof: what was loaded must be there, and be jumped to.
  read_table "$1" || return 1
  message='the rules read back are not those that were loaded'
  loaded=$count live_frame=$frame
  read_frame "$new"
  [ "$loaded" -eq "$count" ] || return 1
  IFS=$nl
  for line in $new_frame; do
    has_line "$live_frame" "$line" || return 1
    case $line in
      :SEKISHO-IN | :SEKISHO-OUT | :SEKISHO-FWD | :SEKISHO-RAW) case "$live_frame$nl" in *" -j ${line#:}$nl"*) ;; *) return 1 ;; esac ;;
    esac
  done
  unset IFS
  message='the state directory is full'
  if [ "$1" = 4 ]; then sum4=$owned; else sum6=$owned; fi
}

# tell_outcome: for a call that finds its apply finished.
tell_outcome() {
  stands "$id"
  case $standing in
    confirmed) say "CONFIRMED $id $(boot_kind) again" && over 0 ;;
    rolled-back) say "ROLLEDBACK $id $(reason_of "$id")" && over 4 ;;
    lost) say "ROLLEDBACK $id lost-by-reboot" && over 4 ;;
    rollback-failed) say "ROLLBACKFAILED $id" && over 5 ;;
    rolling-back | confirming) fail rollback-pending "$standing" ;;
    pending) fail rollback-pending ;;
    unknown-id) fail unknown-id ;;
  esac
}

# undo REASON: wins the claim and brings the old rules back; the timers are the reserve.
undo() {
  read_old "$id" || fail rollback-pending 'the old rules are not on file; the timers hold them'
  note_reason "$id" "$1"
  move "pending.$id" "claim.rollback.$id" || stands "$id"
  if [ -e "$state/claim.rollback.$id" ]; then roll_back "$id" 5 || fail rollback-pending; fi
  tell_outcome
}

apply() {
  check_root
  check_timeout
  open_state
  take_lock 10 || fail lock
  # Shorter than any timeout: a load that waited longer could come after the rollback.
  if [ "$timeout" -lt 8 ]; then lock_wait 1; else lock_wait 5; fi
  recover
  reopen_state
  check_busy
  check_families
  for family in $families; do
    if [ "$family" = 4 ]; then take_rules 4 "$expect4"; else take_rules 6 "$expect6"; fi
  done
  rehearsable=yes
  for family in $families; do
    read_table "$family" || refuse unreadable-table
    pick "$family"
    # Somebody's native rule there would hide what we load, and what is to come back.
    case $raw_seen$new in no'*raw'*) refuse unreadable-table 'the table raw' ;; esac
    write_old "$family"
    rehearse "$family"
  done
  arm
  for family in $families; do
    if ! load "$family"; then
      unset IFS
      block detail "$message"
      undo load-failed
    fi
  done
  # The timer may have fired meanwhile, before or after our load: then the old rules have the last word.
  if [ ! -e "$state/pending.$id" ]; then
    { read_old "$id" && [ ! -e "$state/claim.confirm.$id" ]; } || tell_outcome
    restore_all
    tell_outcome
  fi
  # Without the sums nothing can be confirmed. That of IPv4 comes last: it tells that all was read back.
  {
    { [ "$families" = 4 ] || printf '%s\n#end\n' "$sum6" >"$state/sum6.$id"; } &&
      printf '%s\n#end\n' "$sum4" >"$state/sum4.$id"
  } 2>/dev/null || { block detail "$message"; undo load-failed; }
  read_uptime
  say "APPLIED $id $up"
  over 0
}
