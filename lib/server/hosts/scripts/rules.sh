# Reading and loading rules, one family at a time. Own chains only: foreign rules and chain policies are never touched.
# "Owned lines" are `:CHAIN`, our rules, and the jumps that lead to us, as iptables-save prints them, without counters.
# SEKISHO-RAW is in the table raw, all other chains of ours are in filter: the name of a chain tells its table. Where
# nothing of ours is or goes into raw, that table is not touched.

# name_tool FAMILY: the name of its program into $tool.
name_tool() { if [ "$1" = 4 ]; then tool=iptables; else tool=ip6tables; fi; }

raw_jump='-A OUTPUT -j SEKISHO-RAW'

# lock_wait SECONDS sets $wait_option. Without -w the legacy programs wait for their lock for ever; before 1.6.2 they
# have no lock and no option.
lock_wait() {
  case $(iptables-restore --help 2>&1) in
    *--wait*) wait_option="-w $1" ;;
    *) wait_option='' ;;
  esac
}

# has_line TEXT LINE
has_line() { case "$nl$1$nl" in *"$nl$2$nl"*) return 0 ;; *) return 1 ;; esac; }

# rules_of OWNED TABLE: only the rules.
rules_of() {
  case $2 in
    raw) printf '%s\n' "$1" | grep '^-A SEKISHO-RAW ' ;;
    filter) printf '%s\n' "$1" | sed -n -e '/^-A SEKISHO-RAW /d' -e '/^-A SEKISHO-/p' ;;
  esac
}

# read_frame OWNED: chains and jumps into $frame, the number of the rules into $count.
read_frame() {
  frame='' count=0
  IFS=$nl
  set -f
  for line in $1; do
    case $line in
      '-A SEKISHO-'*) count=$((count + 1)) ;;
      [-:]*) frame=${frame:+$frame$nl}$line ;;
    esac
  done
  set +f
  unset IFS
}

# own_rules OWNED TABLE: the rules chain by chain, each in its order; the order of the chains depends on which was made
# last.
own_rules() { rules_of "$1" "$2" | sort -s -k2,2; }

# read_table FAMILY: the live filter table into $table, what is ours in it and in raw into $owned, $frame and $count.
read_table() {
  name_tool "$1"
  # All tables at once: asked for raw by name, the legacy programs would make it. The others stop at a rule in some
  # table that they cannot read, and make none.
  raw_seen=yes
  all=$("$tool-save" 2>/dev/null) || {
    raw_part=$("$tool-save" -t raw 2>/dev/null) || raw_seen=no
    all=$raw_part$nl$("$tool-save" -t filter 2>/dev/null) || return 1
  }
  table=$(printf '%s\n' "$all" | sed -n '/^\*filter$/,/^COMMIT$/p')
  owned=$(printf '%s\n' "$table" | sed -n -e '/^-A SEKISHO-/p' -e 's/^:\(SEKISHO-[^ ]*\) .*/:\1/p' \
    -e '/^-A INPUT -j SEKISHO-IN$/p' -e '/^-A OUTPUT -j SEKISHO-OUT$/p' \
    -e '/^-A FORWARD -j SEKISHO-FWD$/p' -e '/^-A DOCKER-USER -j SEKISHO-FWD$/p')
  case $all in
    *"$nl:SEKISHO-RAW "*)
      owned=${owned:+$owned$nl}$(printf '%s\n' "$all" | sed -n -e 's/^\(:SEKISHO-RAW\) .*/\1/p' \
        -e '/^-A SEKISHO-RAW /p' -e '/^-A OUTPUT -j SEKISHO-RAW$/p')
      ;;
  esac
  read_frame "$owned"
}

# restore FAMILY [OPTION]: loads stdin as one transaction; what the program says goes to stdout.
# shellcheck disable=SC2086
restore() {
  name_tool "$1"
  "$tool-restore" --noflush $wait_option ${2-} 2>&1
}

# find_surplus FRAME FRAME KIND: lines of the first that begin with KIND (`:` or `-`) and are not in the second, into
# $surplus.
find_surplus() {
  surplus=''
  IFS=$nl
  for line in $1; do
    case $line in "$3"*) has_line "$2" "$line" || surplus=${surplus:+$surplus$nl}$line ;; esac
  done
  unset IFS
}

# declared FRAME TABLE: its chains in that table as restore declares them, which creates or empties them.
declared() {
  IFS=$nl
  for line in $1; do
    case $2$line in raw:SEKISHO-RAW) ;; *:SEKISHO-RAW | raw:*) continue ;; esac
    case $line in :*) printf '%s - [0:0]\n' "$line" ;; esac
  done
  unset IFS
}

# find_position CHAIN: where our jump goes, into $position: behind the leading jumps to programs that ban addresses;
# before them, an accept of ours would undo their bans.
find_position() {
  position=1
  IFS=$nl
  set -f
  for line in $table; do
    case $line in "-A $1 "*) ;; *) continue ;; esac
    case $line in
      *' -j f2b-'* | *' -j fail2ban-'* | *' -j crowdsec'* | *' -j CROWDSEC'* | *' -j sshguard'*) position=$((position + 1)) ;;
      *) break ;;
    esac
  done
  set +f
  unset IFS
}

# load_text NEW NEWFRAME: what replaces our chains by NEW and adds missing jumps, one transaction for each table; needs
# $table and $frame. A jump that is there is never moved.
load_text() {
  # Chains of ours that are declared no longer are emptied here, and removed after the load.
  find_surplus "$frame" "$2" :
  case $1 in '*raw'*) raw=${1%%"$nl*filter$nl"*} filter=${1#*"$nl*filter$nl"} ;; *) raw='' filter=${1#"*filter$nl"} ;; esac
  if [ -n "$raw" ]; then
    printf '%s\n' "${raw%"$nl"COMMIT}"
    has_line "$frame" "$raw_jump" || echo '-I OUTPUT 1 -j SEKISHO-RAW'
    echo COMMIT
  elif has_line "$frame" ':SEKISHO-RAW'; then
    echo '*raw'
    declared "$surplus" raw
    ! has_line "$frame" "$raw_jump" || echo '-D OUTPUT -j SEKISHO-RAW'
    echo COMMIT
  fi
  echo '*filter'
  declared "$surplus" filter
  printf '%s\n' "${filter%"$nl"COMMIT}"
  for pair in INPUT:SEKISHO-IN OUTPUT:SEKISHO-OUT FORWARD:SEKISHO-FWD; do
    hook=${pair%%:*} chain=${pair#*:}
    has_line "$2" ":$chain" || continue
    case "$frame$nl" in *" -j $chain$nl"*) continue ;; esac
    # Docker keeps this chain for others, and runs it before its own.
    case $table in *"$nl:DOCKER-USER "*) [ "$hook" != FORWARD ] || hook=DOCKER-USER ;; esac
    find_position "$hook"
    echo "-I $hook $position -j $chain"
  done
  echo COMMIT
}

# remove_chains FAMILY LINES: removes empty chains of ours; one that a rule still points to stays, empty.
remove_chains() {
  for chain in $2; do
    if [ "$chain" = :SEKISHO-RAW ]; then holder=raw; else holder=filter; fi
    printf '*%s\n-X %s\nCOMMIT\n' "$holder" "${chain#:}" | restore "$1" >/dev/null
  done
  return 0
}

# drop_jumps FAMILY TABLE LINES
drop_jumps() {
  [ -n "$3" ] || return 0
  printf '*%s\n%s\nCOMMIT\n' "$2" "$(printf '%s\n' "$3" | sed 's/^-A/-D/')" | restore "$1" >/dev/null
}

# old_text TABLE: what makes our chains there equal to $old_owned again; needs $old_frame, $surplus_chains and $frame.
old_text() {
  echo "*$1"
  declared "$old_frame" "$1"
  declared "$surplus_chains" "$1"
  rules_of "$old_owned" "$1"
  # An apply takes this jump away, and the chain later: a kill in between, or a load that fails, leaves the chain alone.
  if [ "$1" = raw ] && has_line "$old_frame" "$raw_jump" && ! has_line "$frame" "$raw_jump"; then
    echo '-I OUTPUT 1 -j SEKISHO-RAW'
  fi
  echo COMMIT
}

# find_excess FAMILY OLD: what was ours into $old_owned and $old_frame, what is too much now into $surplus_chains and
# $surplus_jumps; reads the tables.
find_excess() {
  old_owned=$2
  read_frame "$2"
  old_frame=$frame
  read_table "$1" || return 1
  find_surplus "$frame" "$old_frame" :
  surplus_chains=$surplus
  find_surplus "$frame" "$old_frame" -
  surplus_jumps=$surplus
}

# restore_filter FAMILY OLD: makes what is ours in filter equal to OLD again, and reads it back. A jump that somebody
# else removed is not added again.
restore_filter() {
  find_excess "$1" "$2" || return 1
  old_text filter | restore "$1" >/dev/null || return 1
  drop_jumps "$1" filter "$(printf '%s\n' "$surplus_jumps" | grep -v ' SEKISHO-RAW$')" || return 1
  remove_chains "$1" "$(printf '%s\n' "$surplus_chains" | grep -v '^:SEKISHO-RAW$')"
  find_excess "$1" "$2" || return 1
  [ -z "$(printf '%s\n' "$surplus_jumps" | grep -v ' SEKISHO-RAW$')" ] &&
    [ "$(own_rules "$owned" filter)" = "$(own_rules "$old_owned" filter)" ]
}

# restore_raw FAMILY OLD: the same for raw, where something of ours is or was there. Somebody's rule that our programs
# cannot read hides that table: it is left alone then.
restore_raw() {
  find_excess "$1" "$2" || return 1
  case $nl$old_frame$nl$frame$nl in *"$nl:SEKISHO-RAW$nl"*) ;; *) return 0 ;; esac
  [ "$raw_seen" = yes ] || return 1
  old_text raw | restore "$1" >/dev/null || return 1
  drop_jumps "$1" raw "$(printf '%s\n' "$surplus_jumps" | grep ' SEKISHO-RAW$')" || return 1
  remove_chains "$1" "$(printf '%s\n' "$surplus_chains" | grep '^:SEKISHO-RAW$')"
  find_excess "$1" "$2" || return 1
  { ! has_line "$old_frame" "$raw_jump" || has_line "$frame" "$raw_jump"; } &&
    { has_line "$old_frame" "$raw_jump" || ! has_line "$frame" "$raw_jump"; } &&
    [ "$(own_rules "$owned" raw)" = "$(own_rules "$old_owned" raw)" ]
}
