# Reading and loading rules, one family at a time. Own chains only: foreign rules and chain policies are never touched.
# "Owned lines" are `:CHAIN`, our rules, and the jumps that lead to us, as iptables-save prints them, without counters.

# name_tool FAMILY: the name of its program into $tool.
name_tool() { if [ "$1" = 4 ]; then tool=iptables; else tool=ip6tables; fi; }

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

# rules_of OWNED: only the rules.
rules_of() { printf '%s\n' "$1" | grep '^-A SEKISHO-'; }

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

# by_chain: rules chain by chain, each in its order; the order of the chains depends on which was made last.
by_chain() { sort -s -k2,2; }

# read_table FAMILY: the live filter table into $table, what is ours of it into $owned, $frame and $count.
read_table() {
  name_tool "$1"
  table=$("$tool-save" -t filter 2>/dev/null) || return 1
  owned=$(printf '%s\n' "$table" | sed -n -e '/^-A SEKISHO-/p' -e 's/^:\(SEKISHO-[^ ]*\) .*/:\1/p' \
    -e '/^-A INPUT -j SEKISHO-IN$/p' -e '/^-A OUTPUT -j SEKISHO-OUT$/p' \
    -e '/^-A FORWARD -j SEKISHO-FWD$/p' -e '/^-A DOCKER-USER -j SEKISHO-FWD$/p')
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

# declared FRAME: its chains as restore declares them, which creates or empties them.
declared() {
  IFS=$nl
  for line in $1; do
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

# load_text NEW NEWFRAME: the transaction that replaces our chains by NEW and adds missing jumps; needs $table and $frame.
# A jump that is there is never moved.
load_text() {
  echo '*filter'
  # Chains of ours that are declared no longer are emptied here, and removed after the load.
  find_surplus "$frame" "$2" :
  declared "$surplus"
  body=${1#'*filter'"$nl"}
  printf '%s\n' "${body%"$nl"COMMIT}"
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
  [ -n "$2" ] || return 0
  printf '*filter\n%s\nCOMMIT\n' "$(printf '%s\n' "$2" | sed 's/^:/-X /')" | restore "$1" >/dev/null && return 0
  for chain in $2; do
    printf '*filter\n-X %s\nCOMMIT\n' "${chain#:}" | restore "$1" >/dev/null
  done
  return 0
}

# restore_old FAMILY OLD: makes what is ours equal to OLD again, and reads it back. A jump that somebody else removed is
# not added again.
restore_old() {
  read_frame "$2"
  old_frame=$frame
  old_rules=$(rules_of "$2")
  read_table "$1" || return 1
  find_surplus "$frame" "$old_frame" :
  surplus_chains=$surplus
  {
    echo '*filter'
    declared "$old_frame"
    declared "$surplus_chains"
    [ -z "$old_rules" ] || printf '%s\n' "$old_rules"
    echo COMMIT
  } | restore "$1" >/dev/null || return 1
  find_surplus "$frame" "$old_frame" -
  if [ -n "$surplus" ]; then
    printf '*filter\n%s\nCOMMIT\n' "$(printf '%s\n' "$surplus" | sed 's/^-A/-D/')" | restore "$1" >/dev/null || return 1
  fi
  remove_chains "$1" "$surplus_chains"
  read_table "$1" || return 1
  find_surplus "$frame" "$old_frame" -
  [ -z "$surplus" ] && [ "$(rules_of "$owned" | by_chain)" = "$(printf '%s\n' "$old_rules" | by_chain)" ]
}
