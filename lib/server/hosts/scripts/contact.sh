# RECOVER (at the start of each call that changes), CANCEL and STATUS.

# recover: finishes what somebody began and could not finish. Needs the lock.
recover() {
  read_boot_id
  # Only what is stored outlives a restart; where nothing ran then, it is left to us.
  if [ -s "$store/leaving" ]; then
    read -r found <"$store/leaving"
    finish_leave "$found"
  fi
  for file in "$state"/claim.confirm.*; do
    [ ! -f "$file" ] || finish_confirm "${file##*/claim.confirm.}"
  done
  sweep_store
  for file in "$state"/claim.rollback.*; do
    [ -f "$file" ] || continue
    read -r boot _ <"$file"
    found=${file##*/claim.rollback.}
    if [ "$boot" != "$boot_id" ]; then
      move "claim.rollback.$found" "done.lost.$found" && forget "$found"
    elif read_old "$found"; then
      roll_back "$found" 2
    fi
  done
  for file in "$state"/pending.*; do
    [ -f "$file" ] || continue
    found=${file##*/pending.}
    # A name that was being written when its writer died.
    case $found in *.new) rm -f "$file" && continue ;; esac
    read -r boot _ <"$file"
    if [ "$boot" != "$boot_id" ]; then
      # The kernel's rules went with the restart, and what was confirmed last was loaded.
      move "pending.$found" "done.lost.$found" && forget "$found"
      continue
    fi
    count_timers "$found"
    [ "$timers" = 0 ] || continue
    # Nobody is left to undo it at its time.
    if read_old "$found"; then
      note_reason "$found" timers-lost
      move "pending.$found" "claim.rollback.$found" && roll_back "$found" 2
    else
      move "pending.$found" "failed.rollback.$found"
    fi
  done
  # Who ended an apply may have died before it cleaned up.
  for file in "$state"/old4.*; do
    [ -f "$file" ] || continue
    stands "${file##*/old4.}"
    case $standing in
      confirmed | rolled-back | lost | unknown-id) stop_timers "${file##*/old4.}" && forget "${file##*/old4.}" ;;
    esac
  done
  # Outcomes are kept for late questions, but not for ever.
  set -- "$state"/done.*
  [ $# -gt 64 ] || return 0
  # shellcheck disable=SC2012
  ls -t "$state" 2>/dev/null | grep -E '^(done|void)\.' | sed 1,64d | while read -r file; do
    rm -f "$state/$file" "$state/why.${file#done.*.}"
  done
}

# sweep_store: what a confirm prepared for the next start, and a power cut kept from its end. It counts where its id was
# stored as confirmed, and only there.
sweep_store() {
  stored=''
  read -r stored 2>/dev/null <"$store/confirmed"
  for file in "$store"/*.next.*; do
    [ -f "$file" ] || continue
    found=${file##*.next.}
    if [ "$found" = "$stored" ]; then
      mv "$file" "${file%.next.*}" 2>/dev/null
    elif [ ! -e "$state/claim.confirm.$found" ]; then
      rm -f "$file" 2>/dev/null
    fi
  done
}

cancel() {
  check_root
  open_state
  take_lock 10 || fail lock
  lock_wait 5
  recover
  reopen_state
  stands "$id"
  # Its call may still be on the way. This note only keeps it from beginning: timers of a wiped directory ignore it.
  [ "$standing" != unknown-id ] || (: >"$state/void.$id") 2>/dev/null || fail state-directory
  [ "$standing" = pending ] || tell_outcome
  undo cancelled
}

status() {
  check_root
  read_uptime
  read_boot_id
  stands "$id"
  count_timers "$id"
  boot='' deadline='-' loaded=no reason='-'
  for file in "$state/pending.$id" "$state/claim.confirm.$id" "$state/claim.rollback.$id"; do
    [ ! -f "$file" ] || read -r boot deadline _ <"$file"
  done
  if [ "$standing" = unknown-id ] && [ "$leaving" = yes ] && gone; then standing=gone; fi
  if [ "$standing" = pending ] && [ -n "$boot" ] && [ "$boot" != "$boot_id" ]; then standing=lost; fi
  [ ! -e "$state/sum4.$id" ] || loaded=yes
  [ "$standing" != rolled-back ] || reason=$(reason_of "$id")
  [ "$standing" != lost ] || reason=lost-by-reboot
  if read_table 4; then block owned4 "$owned"; fi
  if ! ipv6_absent && read_table 6; then block owned6 "$owned"; fi
  [ ! -s "$state/boot" ] || block boot "$(cat "$state/boot")"
  [ ! -s "$state/boot-fault" ] || block boot-fault "$(cat "$state/boot-fault")"
  say "STATUS $id $standing $loaded $timers $up $deadline $boot_id $reason $(boot_kind)"
  over 0
}
