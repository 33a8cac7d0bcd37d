# APPLY: arms two timers that hold the old rules, and only then loads the new ones.

check_root() { [ "$(id -u)" = 0 ] || fail not-root; }

open_state() {
  { mkdir -p "$state" && (: >>"$state/lock"); } 2>/dev/null || fail state-directory "$(mkdir -p "$state" 2>&1)"
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
    tool=$(program_of "$family")
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
  [ "$standing" = unknown-id ] || fail used-id
}

# write_rules FAMILY SIZE: stores the new text and proves that it arrived whole and names nothing but own chains.
write_rules() {
  file=$state/new$1.$id
  { "rules$1" >"$file"; } 2>/dev/null || refuse state-directory
  size="$(($(wc -l <"$file"))):$(($(wc -c <"$file")))"
  [ "$size" = "$2" ] || refuse bad-request "rules$1 $size $2"
  [ "$(sed -n 1p "$file")" = '*filter' ] && [ "$(sed -n '$p' "$file")" = COMMIT ] || refuse bad-request "rules$1"
  foreign=$(sed -e 1d -e '$d' "$file" | grep -v -E -e '^:SEKISHO-[A-Za-z0-9_-]+ - \[0:0\]$' -e '^-A SEKISHO-[A-Za-z0-9_-]+( |$)')
  [ -z "$foreign" ] || refuse bad-request "$foreign"
}

# write_old FAMILY: what is ours now, with a mark by which a cut file is told from a whole one.
write_old() {
  read_table "$1" || refuse unreadable-table
  { printf '%s\n#end\n' "$owned" >"$state/old$1.$id"; } 2>/dev/null || refuse state-directory
}

# rehearse FAMILY: a real load in a network namespace that is thrown away finds what --test cannot (loops, targets and
# matches that the kernel refuses in this place). Foreign sets do not exist there.
rehearse() {
  new=$(cat "$state/new$1.$id")
  read_table "$1" || refuse unreadable-table
  message=$(load_text "$new" | restore "$1" --test) || refuse test-failed "$message"
  case $new in *--match-set*) return 0 ;; esac
  unshare -n true 2>/dev/null || { say NOTE not-rehearsed; return 0; }
  table='' owned=''
  # shellcheck disable=SC2086
  message=$(load_text "$new" | unshare -n "$(program_of "$1")-restore" --noflush $wait_option 2>&1) ||
    refuse rehearsal-failed "$message"
}

start_process() {
  # The hang-up signal of a closing session must be ignored before there is a child that it could meet.
  trap '' HUP
  setsid sh "$state/timer.$id" "$1" "$id" "$2" </dev/null >/dev/null 2>&1 9>&- &
}

# A service has a control group of its own: ending the session's processes cannot reach it.
start_service() {
  (
    unit=sekisho-revert-$id
    set -- "$(command -v sh)" "$state/timer.$id" service "$id" "$timeout"
    systemd-run --quiet --collect --unit="$unit" --property=OOMScoreAdjust=-1000 "$@" ||
      systemd-run --quiet --unit="$unit" "$@"
  ) </dev/null >/dev/null 2>&1 9>&- &
}

# wait_armed SLOT SLOT: up to 2 s until both timers have said that they hold the old rules.
wait_armed() {
  naps=20
  until [ -s "$state/armed.$id.$1" ] && [ -s "$state/armed.$id.$2" ]; do
    naps=$((naps - 1))
    [ "$naps" -gt 0 ] || return 1
    nap
  done
  count_timers "$id"
  [ "$timers" -ge 2 ]
}

# arm: two timers, or none and no change.
arm() {
  { timer_text >"$state/timer.$id" && [ "$(sed -n '$p' "$state/timer.$id")" = 'main "$@" whole' ]; } 2>/dev/null ||
    refuse state-directory
  read_uptime
  read_boot_id
  deadline=$((${up%.*} + timeout)).${up#*.}
  { echo "$boot_id $deadline ${connection:--}" >"$state/pending.$id.new" && mv "$state/pending.$id.new" "$state/pending.$id"; } 2>/dev/null ||
    refuse state-directory
  start_process guard $((timeout + 7))
  main=process
  if systemd_runs && have systemd-run; then
    start_service
    ! wait_armed service guard || main=service
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
  new=$(cat "$state/new$1.$id")
  for _ in 1 2 3; do
    read_table "$1" || return 1
    stale=$(lines_without "$(chains_of "$owned")" "$(chains_of "$new")")
    message=$(load_text "$new" | restore "$1") && break
    [ -e "$state/pending.$id" ] || return 1
    false
  done || return 1
  # A hook still jumps to the three; the rest has no user once it is empty.
  remove_chains "$1" "$(printf '%s\n' "$stale" | grep -v -x -e SEKISHO-IN -e SEKISHO-OUT -e SEKISHO-FWD)"
  read_table "$1" || return 1
  # An exit status of 0 is no proof: what was loaded must be there, rule for rule, and be jumped to.
  wanted=$(rules_of "$new" | cut -d' ' -f2 | sort)
  there=$(rules_of "$owned" | cut -d' ' -f2 | sort)
  [ "$wanted" = "$there" ] || { message='the rules read back are not those loaded'; return 1; }
  for chain in SEKISHO-IN SEKISHO-OUT SEKISHO-FWD; do
    ! chains_of "$new" | grep -q -x -e "$chain" || jumps_of "$owned" | grep -q -e " -j $chain\$" ||
      { message="no jump to $chain"; return 1; }
  done
  { printf '%s\n#end\n' "$owned" >"$state/sum$1.$id.new"; } 2>/dev/null || { message='the state directory is full'; return 1; }
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
  check_busy
  check_families
  for family in $families; do
    if [ "$family" = 4 ]; then write_rules 4 "$expect4"; else write_rules 6 "$expect6"; fi
    write_old "$family"
  done
  for family in $families; do rehearse "$family"; done
  arm
  for family in $families; do
    if ! load "$family"; then
      block detail "$message"
      undo load-failed
    fi
  done
  # The timer may have fired meanwhile, before or after our load: then the old rules have the last word.
  if [ ! -e "$state/pending.$id" ]; then
    { read_old "$id" && [ ! -e "$state/claim.confirm.$id" ]; } || tell_outcome
    for family in $families; do
      if [ "$family" = 4 ]; then restore_old 4 "$old4"; else restore_old 6 "$old6"; fi
    done
    tell_outcome
  fi
  # The sum of IPv4 comes last: it tells that all was read back.
  [ "$families" = 4 ] || mv "$state/sum6.$id.new" "$state/sum6.$id"
  mv "$state/sum4.$id.new" "$state/sum4.$id"
  read_uptime
  say "APPLIED $id $up"
  over 0
}
