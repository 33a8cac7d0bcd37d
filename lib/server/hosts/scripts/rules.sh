# Reading and loading rules, one family at a time. Own chains only: foreign rules and chain policies are never touched.

# The program of a family.
program_of() { if [ "$1" = 4 ]; then echo iptables; else echo ip6tables; fi; }

# Without -w the legacy programs wait for their lock for ever; before 1.6.2 they have no lock and no option.
# lock_wait SECONDS sets $wait_option.
lock_wait() {
  wait_option=''
  ! iptables-restore --help 2>&1 | grep -q -e --wait || wait_option="-w $1"
}

# What is ours in a saved table: `:CHAIN`, our rules, and the jumps that lead to us; no counters.
owned_lines() {
  sed -n -e 's/^:\(SEKISHO-[^ ]*\) .*/:\1/p' -e '/^-A SEKISHO-/p' \
    -e '/^-A INPUT -j SEKISHO-IN$/p' -e '/^-A OUTPUT -j SEKISHO-OUT$/p' \
    -e '/^-A FORWARD -j SEKISHO-FWD$/p' -e '/^-A DOCKER-USER -j SEKISHO-FWD$/p'
}

# read_table FAMILY: the live filter table into $table, what is ours of it into $owned.
read_table() {
  table=$("$(program_of "$1")-save" -t filter 2>/dev/null) || return 1
  owned=$(printf '%s\n' "$table" | owned_lines)
}

# restore FAMILY [OPTION]: loads stdin as one transaction; what the program says goes to stdout.
# shellcheck disable=SC2086
restore() { "$(program_of "$1")-restore" --noflush $wait_option ${2-} 2>&1; }

# chains_of TEXT, rules_of TEXT, jumps_of TEXT: parts of owned lines.
chains_of() { printf '%s\n' "$1" | sed -n 's/^:\([^ ]*\).*/\1/p'; }
rules_of() { printf '%s\n' "$1" | grep '^-A SEKISHO-'; }
jumps_of() { printf '%s\n' "$1" | grep -v -e '^-A SEKISHO-' | grep '^-A '; }

# lines_without TEXT LINES: the lines of TEXT that are not among LINES.
lines_without() { printf '%s\n' "$1" | grep -v -x -F -e "$2" | grep .; }

# owned_text OWNED: our chains as a complete text for restore, without the jumps.
owned_text() {
  echo '*filter'
  chains_of "$1" | sed 's/.*/:& - [0:0]/'
  rules_of "$1"
  echo COMMIT
}

# Our jump stands behind those of programs that ban addresses: before them, an accept of ours would undo their bans.
jump_position() {
  printf '%s\n' "$table" | grep "^-A $1 " | {
    position=1
    while read -r line; do
      case $line in
        *' -j f2b-'* | *' -j fail2ban-'* | *' -j crowdsec'* | *' -j CROWDSEC'* | *' -j sshguard'*) position=$((position + 1)) ;;
        *) break ;;
      esac
    done
    echo "$position"
  }
}

# load_text NEW: the transaction that replaces our chains by NEW and adds missing jumps; needs $table and $owned.
load_text() {
  echo '*filter'
  new_chains=$(chains_of "$1")
  # Chains that are ours and no longer declared are emptied here, and removed after the load.
  lines_without "$(chains_of "$owned")" "$new_chains" | sed 's/.*/:& - [0:0]/'
  printf '%s\n' "$1" | sed -e 1d -e '$d'
  for pair in INPUT:SEKISHO-IN OUTPUT:SEKISHO-OUT FORWARD:SEKISHO-FWD; do
    hook=${pair%%:*} chain=${pair#*:}
    printf '%s\n' "$new_chains" | grep -q -x -e "$chain" || continue
    ! jumps_of "$owned" | grep -q -e " -j $chain\$" || continue
    # Docker keeps this chain for others, and runs it before its own.
    [ "$hook" != FORWARD ] || ! printf '%s\n' "$table" | grep -q '^:DOCKER-USER ' || hook=DOCKER-USER
    echo "-I $hook $(jump_position "$hook") -j $chain"
  done
  echo COMMIT
}

# remove_chains FAMILY CHAINS: removes empty chains of ours; one that a foreign rule still points to stays, empty.
remove_chains() {
  [ -n "$2" ] || return 0
  printf '*filter\n%s\nCOMMIT\n' "$(printf '%s\n' "$2" | sed 's/^/-X /')" | restore "$1" >/dev/null && return 0
  for chain in $2; do
    printf '*filter\n-X %s\nCOMMIT\n' "$chain" | restore "$1" >/dev/null
  done
  return 0
}

# restore_old FAMILY OLD: makes what is ours equal to OLD again, and reads it back. A jump that somebody else removed is
# not added again.
restore_old() {
  read_table "$1" || return 1
  {
    echo '*filter'
    { chains_of "$owned"; chains_of "$2"; } | sort -u | sed 's/.*/:& - [0:0]/'
    rules_of "$2"
    echo COMMIT
  } | restore "$1" >/dev/null || return 1
  surplus=$(lines_without "$(jumps_of "$owned")" "$(jumps_of "$2")")
  if [ -n "$surplus" ]; then
    printf '*filter\n%s\nCOMMIT\n' "$(printf '%s\n' "$surplus" | sed 's/^-A/-D/')" | restore "$1" >/dev/null || return 1
  fi
  remove_chains "$1" "$(lines_without "$(chains_of "$owned")" "$(chains_of "$2")")"
  read_table "$1" || return 1
  [ "$(rules_of "$owned")" = "$(rules_of "$2")" ] || return 1
  [ -z "$(lines_without "$(jumps_of "$owned")" "$(jumps_of "$2")")" ]
}
