# CONFIRM: keeps the new rules, also for the next boot. Only the rename to claim.confirm decides; all before it can be
# given up, all after it is finished by whoever comes next.

unit_file=/etc/systemd/system/sekisho-firewall.service
unit_link=/etc/systemd/system/multi-user.target.wants/sekisho-firewall.service

boot_kind() { if [ -e "$unit_link" ] && [ -e "$unit_file" ]; then echo unit; else echo none; fi; }

# owned_text OWNED: our chains as a complete text for restore, table by table; the boot script adds the jumps.
owned_text() {
  read_frame "$1"
  for holder in raw filter; do
    chains=$(declared "$frame" "$holder")
    [ -n "$chains" ] || continue
    printf '*%s\n%s\n' "$holder" "$chains"
    rules_of "$1" "$holder"
    echo COMMIT
  done
}

# prepare NAME TEXT: stores a text beside the file that it will replace.
prepare() {
  { printf '%s\n' "$2" >"$store/$1.next.$id"; } 2>/dev/null && [ "$(cat "$store/$1.next.$id")" = "$2" ]
}

# The unit must be there before it is needed; it loads what rules.v4 and rules.v6 hold then.
install_unit() {
  systemd_runs || return 0
  [ "$(cat "$unit_file" 2>/dev/null)" != "$(unit_text)" ] || [ ! -e "$unit_link" ] || return 0
  {
    mkdir -p "${unit_link%/*}" && unit_text >"$unit_file.new" && chmod 644 "$unit_file.new" &&
      mv "$unit_file.new" "$unit_file" && ln -sf "$unit_file" "$unit_link"
  } 2>/dev/null || say NOTE no-boot-unit
  setsid systemctl --no-block daemon-reload </dev/null >/dev/null 2>&1 9>&- &
}

# take_minimal: the minimal sets that came along for the next boot, into $minimal4 and $minimal6; none keeps what is there.
take_minimal() {
  minimal4='' minimal6=''
  case $expect4 in '' | none) return 0 ;; esac
  take_rules 4 "$expect4"
  take_rules 6 "$expect6"
  minimal4=$new4 minimal6=$new6
}

persist() {
  { [ -d "$store" ] || mkdir -p "$store"; } 2>/dev/null &&
    prepare rules.v4 "$(owned_text "$1")" &&
    { [ "$families" = 4 ] || prepare rules.v6 "$(owned_text "$2")"; } || return 1
  if [ -n "$minimal4" ]; then
    prepare minimal.v4 "$minimal4" && prepare minimal.v6 "$minimal6" || return 1
  fi
  boot=$(boot_text)
  [ "$(cat "$store/boot.sh" 2>/dev/null)" = "$boot" ] || prepare boot.sh "$boot" || return 1
  prepare confirmed "$id" || return 1
  # A power cut right after the renames must not find empty files.
  sync "$store"/*.next."$id" 2>/dev/null || sync
}

# finish_confirm ID: what follows a won claim; may be done twice. From the first rename on, a restart finishes the rest.
finish_confirm() {
  if [ -e "$state/leave.$1" ]; then
    finish_leave "$1"
    return
  fi
  for file in boot.sh confirmed rules.v4 rules.v6 minimal.v4 minimal.v6; do
    [ ! -e "$store/$file.next.$1" ] || mv "$store/$file.next.$1" "$store/$file" 2>/dev/null || return 1
  done
  # What the last start loaded is the past now.
  rm -f "$state/boot" "$state/boot-fault"
  # The answer promises these rules for the next boot; without this, a power cut could still take the renames back.
  sync "$store" 2>/dev/null || sync
  # Before it is done, so that whoever finds it done finds no timer.
  stop_timers "$1"
  move "claim.confirm.$1" "done.confirm.$1"
  forget "$1"
}

# compare FAMILY: chains and jumps as they were read back when they were loaded, into $kept; else says what differs.
compare() {
  file=$state/sum$1.$id
  sum=$(cat "$file" 2>/dev/null)
  case $sum in *'#end') ;; *) fail not-loaded ;; esac
  sum=${sum%"$nl#end"}
  read_table "$1" || fail drift "IPv$1: the table cannot be read"
  kept=$owned
  [ "$owned" != "$sum" ] || return 0
  # Through files and pipes: thousands of lines do not fit into an argument.
  fail drift "IPv$1
$(printf '%s\n#end\n' "$owned" | grep -v -x -F -f - "$file" | sed -e 's/^/missing: /' -e 40q)
$(printf '%s\n' "$owned" | grep -v -x -F -f "$file" | sed -e 's/^/added: /' -e 40q)"
}

# check_pending: that this is another connection than the one that loaded the rules, and that those are live as they were
# loaded, into $kept4 and $kept6.
check_pending() {
  # The connection that loaded the rules lives on as an established flow and proves nothing.
  read -r _ _ apply_address apply_port _ <"$state/pending.$id"
  if [ "$apply_address" != - ]; then
    # shellcheck disable=SC2086
    set -- $connection
    { [ -n "${2-}" ] && [ "$1 $2" != "$apply_address $apply_port" ]; } || fail same-connection
  fi
  if [ -e "$state/old6.$id" ]; then families='4 6'; else families=4; fi
  compare 4
  kept4=$kept kept6=''
  if [ "$families" != 4 ]; then
    compare 6
    kept6=$kept
  fi
}

confirm() {
  check_root
  take_minimal
  [ -d "$state" ] || fail unknown-id
  open_state
  take_lock 10 || fail lock
  lock_wait 1
  recover
  [ -d "$state" ] || fail unknown-id
  stands "$id"
  [ "$standing" = pending ] || tell_outcome
  check_pending
  if ! persist "$kept4" "$kept6"; then
    drop_prepared "$id"
    fail disk
  fi
  install_unit
  if ! move "pending.$id" "claim.confirm.$id"; then
    drop_prepared "$id"
    tell_outcome
  fi
  finish_confirm "$id" || fail disk
  say "CONFIRMED $id $(boot_kind)"
  over 0
}
