# LEAVE: a confirm after which nothing of ours is left. The apply before it has emptied our chains, and that was proven: what
# is taken away here changes no verdict. As in a confirm, only the rename to claim.confirm decides; what follows is finished
# by whoever comes next, a restart too.

# take_away FAMILY: our jumps and chains. A chain that a rule of others points to stays, empty.
take_away() {
  name_tool "$1"
  have "$tool-restore" || return 0
  read_table "$1" || return 1
  leads=$(printf '%s\n' "$frame" | grep '^-A ')
  drop_jumps "$1" filter "$(printf '%s\n' "$leads" | grep -v -e ' SEKISHO-RAW$' -e '^$')" || return 1
  drop_jumps "$1" raw "$(printf '%s\n' "$leads" | grep ' SEKISHO-RAW$')" || return 1
  for holder in filter raw; do
    emptied=$(declared "$frame" "$holder")
    [ -z "$emptied" ] || printf '*%s\n%s\nCOMMIT\n' "$holder" "$emptied" | restore "$1" >/dev/null || return 1
  done
  remove_chains "$1" "$(printf '%s\n' "$frame" | grep '^:')"
  read_table "$1" || return 1
  [ -z "$frame" ] || say NOTE chain-kept
  nothing_live
}

# nothing_live: of what was just read, nothing acts on a packet.
nothing_live() {
  [ "$count" -eq 0 ] && case $frame in *'-A '*) return 1 ;; esac
}

# end_timers ID: both are dead, for sure: one that lived on would find no file at all, and act.
end_timers() {
  stop_timers "$1"
  tries=200
  while :; do
    count_timers "$1"
    [ "$timers" -gt 0 ] || return 0
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    nap
  done
}

remove_unit() {
  { [ -e "$unit_file" ] || [ -L "$unit_file" ] || [ -L "$unit_link" ]; } || return 0
  rm -f "$unit_link" "$unit_file" "$unit_file.new" 2>/dev/null || return 1
  systemd_runs || return 0
  # Until it is stopped and forgotten, systemd knows it without its file.
  setsid sh -c 'unit=sekisho-firewall.service
    systemctl stop $unit; systemctl reset-failed $unit; systemctl daemon-reload' </dev/null >/dev/null 2>&1 9>&- &
}

# absent DIRECTORY: it is not there; or it is where something is mounted, and empty.
absent() {
  rmdir "$1" 2>/dev/null
  [ ! -e "$1" ] || [ -z "$(ls -A "$1" 2>/dev/null)" ]
}

# discard DIRECTORY: gone by one rename, and emptied after it. Where something is mounted the name stays, and the mark that
# we leave goes last.
discard() {
  if [ -e "$1" ] && ! mv "$1" "$1.gone" 2>/dev/null; then
    for file in "$1"/* "$1"/.[!.]*; do
      [ "$file" = "$1/leaving" ] || rm -rf "$file" 2>/dev/null
    done
    rm -f "$1/leaving" 2>/dev/null
  fi
  rm -rf "$1.gone" 2>/dev/null
  absent "$1"
}

# finish_leave ID: what follows a won claim; may be done twice. From the first rename on, a restart finishes the rest.
finish_leave() {
  if [ -e "$store/leaving.next.$1" ]; then
    mv "$store/leaving.next.$1" "$store/leaving" 2>/dev/null || return 1
    sync "$store" 2>/dev/null || sync
  fi
  take_away 4 || return 1
  ipv6_absent || take_away 6 || return 1
  end_timers "$1" || return 1
  remove_unit || return 1
  discard "$store" && discard "$state"
}

# gone: nothing of ours is here. Sweeps up what a death in the middle of the last step left.
gone() {
  absent "$state" && absent "$store" && [ ! -e "$unit_file" ] && [ ! -L "$unit_link" ] || return 1
  rm -rf "$state.gone" "$store.gone" 2>/dev/null
  for family in 4 6; do
    [ "$family" = 4 ] || ! ipv6_absent || continue
    read_table "$family" && nothing_live || return 1
  done
}

tell_gone() {
  gone || fail unknown-id
  say "GONE $id"
  over 0
}

# prepare_leave: beside the stored rules, so that a restart right after the claim knows as well.
prepare_leave() {
  { [ -d "$store" ] || mkdir -p "$store"; } 2>/dev/null && prepare leaving "$id" &&
    { : >"$state/leave.$id"; } 2>/dev/null || return 1
  sync "$store"/leaving.next."$id" 2>/dev/null || sync
}

leave() {
  check_root
  { [ -d "$state" ] || [ -e "$store/leaving" ]; } || tell_gone
  open_state
  take_lock 10 || fail lock
  lock_wait 1
  recover
  [ -d "$state" ] || tell_gone
  stands "$id"
  [ "$standing" = pending ] || tell_outcome
  check_pending
  if ! prepare_leave; then
    drop_prepared "$id"
    fail disk
  fi
  if ! move "pending.$id" "claim.confirm.$id"; then
    drop_prepared "$id"
    rm -f "$state/leave.$id"
    tell_outcome
  fi
  finish_leave "$id" || fail disk
  say "GONE $id"
  over 0
}
