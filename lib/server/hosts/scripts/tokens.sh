# The files that say how an apply stands, and who may act. An apply goes from pending over claim.X to done.X, always
# forward, always by one rename: of all who try, exactly one wins.

state=/run/sekisho
store=/var/lib/sekisho

nap() { sleep 0.01 2>/dev/null || sleep 1; }

# The moment at which a process started, so that a reused pid is not taken for it. Nothing for one that is dead and whose
# end nobody has asked for: where PID 1 does not, as in some containers, that may never come.
start_of() { sed -n 's/.*) \([^ZX] \)/\1/p' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

# take_lock SECONDS. With flock the kernel frees the lock of a dead holder, and a load that outlives a killed shell
# still holds it. Without, a symbolic link names the holder.
take_lock() {
  read_uptime
  lock_until=$((${up%.*} + $1))
  if have flock; then
    # Where nothing can be written any more, the lock still can be had. Not `:`, with which a shell would end here.
    if lock_writable; then
      exec 9>>"$state/lock"
    elif true 2>/dev/null <"$state/lock"; then
      exec 9<"$state/lock"
    else
      return 1
    fi
    until flock -n 9; do
      read_uptime
      [ "${up%.*}" -lt "$lock_until" ] || return 1
      nap
    done
    return 0
  fi
  mark="$$-$(start_of $$)"
  until ln -s "$mark" "$state/lock.link" 2>/dev/null; do
    holder=$(readlink "$state/lock.link" 2>/dev/null)
    if [ -z "$holder" ] || [ "$(start_of "${holder%%-*}")" != "${holder#*-}" ]; then
      if [ -n "$holder" ] && break_lock "$holder"; then continue; fi
      # Nobody holds it, and no link can be made here: waiting would not help.
      lock_writable || return 1
    fi
    read_uptime
    if [ "${up%.*}" -ge "$lock_until" ]; then
      rmdir "$state/lock.break" 2>/dev/null
      return 1
    fi
    nap
  done
  trap drop_lock EXIT
  # An answer that nobody hears any more would end the shell past the trap above.
  trap 'exit 1' PIPE
}

lock_writable() { true 2>/dev/null >>"$state/lock"; }

# Only one may break, and only what it saw: else the lock of the next holder could be broken.
break_lock() {
  mkdir "$state/lock.break" 2>/dev/null || return 1
  [ "$(readlink "$state/lock.link" 2>/dev/null)" != "$1" ] || rm -f "$state/lock.link"
  rmdir "$state/lock.break"
  # A load that the dead holder began may still be running.
  sleep 1
}

drop_lock() {
  [ "$(readlink "$state/lock.link" 2>/dev/null)" != "${mark-}" ] || rm -f "$state/lock.link"
}

# stands ID: how the apply stands, into $standing. Read in the direction of travel, so that a file that moves on
# meanwhile is met later and not missed.
stands() {
  if [ -e "$state/pending.$1" ]; then
    standing=pending
  elif [ -e "$state/claim.confirm.$1" ]; then
    standing=confirming
  elif [ -e "$state/claim.rollback.$1" ]; then
    standing=rolling-back
  elif [ -e "$state/done.confirm.$1" ]; then
    standing=confirmed
  elif [ -e "$state/done.rollback.$1" ]; then
    standing=rolled-back
  elif [ -e "$state/done.lost.$1" ]; then
    standing=lost
  elif [ -e "$state/failed.rollback.$1" ]; then
    standing=rollback-failed
  elif read -r stored 2>/dev/null <"$store/leaving" && [ "$stored" = "$1" ]; then
    standing=confirming
  elif read -r stored 2>/dev/null <"$store/confirmed" && [ "$stored" = "$1" ]; then
    # The host was restarted since: only what was stored outlives that.
    standing=confirmed
  else
    standing=unknown-id
  fi
}

move() { mv "$state/$1" "$state/$2" 2>/dev/null; }

# Why the old rules came back; written before the rename that it explains.
note_reason() { (echo "$2" >"$state/why.$1") 2>/dev/null; }
reason_of() { cat "$state/why.$1" 2>/dev/null || echo expired; }

# The pid may have been given to another process since.
is_timer() {
  case $(tr '\0' ' ' 2>/dev/null <"/proc/${1:--}/cmdline") in *"/timer.$2 "*) return 0 ;; *) return 1 ;; esac
}

# count_timers ID: the timers that are alive, into $timers.
count_timers() {
  timers=0
  for armed in "$state/armed.$1."*; do
    read -r pid 2>/dev/null <"$armed" || continue
    ! is_timer "$pid" "$1" || timers=$((timers + 1))
  done
}

# Ends the timers of a finished apply, but not the caller; each leads a process group that also holds its sleep.
stop_timers() {
  for armed in "$state/armed.$1."*; do
    read -r pid 2>/dev/null <"$armed" || continue
    if [ "$pid" != $$ ] && is_timer "$pid" "$1"; then
      kill -TERM "-$pid" 2>/dev/null || kill -TERM "$pid" 2>/dev/null
    fi
  done
}

# What a confirm wrote for the next boot and did not get to use.
drop_prepared() { rm -f "$store"/*.next."$1" 2>/dev/null; }

# Drops what a finished apply no longer needs; that it is done, and why, stays.
forget() {
  rm -f "$state/old4.$1" "$state/old6.$1" "$state/sum4.$1" "$state/sum6.$1" \
    "$state/timer.$1" "$state/armed.$1."* "$state"/*."$1".new "$store"/*.next."$1" 2>/dev/null
}

# read_old ID: the old rules from their files into $old4 $old6 $has6; the mark at the end proves that they are whole.
read_old() {
  old4=$(cat "$state/old4.$1" 2>/dev/null)
  case $old4 in *'#end') ;; *) return 1 ;; esac
  has6=no
  if [ -e "$state/old6.$1" ]; then
    has6=yes
    old6=$(cat "$state/old6.$1" 2>/dev/null)
    case $old6 in *'#end') ;; *) return 1 ;; esac
  fi
}

# restore_all: makes $old4 $old6 live. Each part is tried whatever became of those before it, the filters first: trouble
# in raw, or in one family, keeps no other rules away.
restore_all() {
  restored=yes
  for part in filter raw; do
    "restore_$part" 4 "$old4" || restored=no
    [ "$has6" = no ] || "restore_$part" 6 "$old6" || restored=no
  done
  [ "$restored" = yes ]
}

# roll_back ID TRIES: after the claim was won, makes $old4 $old6 live. Fails with the claim kept, so that others redo it.
roll_back() {
  tries=$2
  until restore_all; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    sleep 1
  done
  # Before it is done, so that whoever finds it done finds no timer.
  stop_timers "$1"
  # The old rules are in force, whatever becomes of the record: whoever comes next finishes it.
  until record_rollback "$1"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 0
    sleep 1
  done
  forget "$1"
}

# record_rollback ID: fails where the directory refuses it.
record_rollback() {
  ! move "claim.rollback.$1" "done.rollback.$1" || return 0
  move "pending.$1" "claim.rollback.$1"
  stands "$1"
  case $standing in
    rolled-back) ;;
    # Somebody wiped the directory; what happened is on record all the same.
    unknown-id) { mkdir -p "$state" && (: >"$state/done.rollback.$1"); } 2>/dev/null ;;
    *) return 1 ;;
  esac
}
