# REHEARSE: loads what the next start would load, in a network namespace that is thrown away, and tells what came of it.
# Changes nothing here, neither a rule nor a file.

store=/var/lib/sekisho

# rehearsed WORD: the last word. Another confirm meanwhile makes a mixture of what was read.
rehearsed() {
  now=''
  read -r now 2>/dev/null <"$store/confirmed"
  find_unit
  if [ "$now" = "$stored" ]; then say "REHEARSED ${stored:--} $unit $1"; else say "REHEARSED ${now:--} $unit changed"; fi
  say OVER
  exit 0
}

# between TEXT FROM TO: the lines between two marks.
between() { printf '%s\n' "$1" | sed -n "/^$2\$/,/^$3\$/p" | sed -e '1d' -e '$d'; }

rehearse() {
  [ "$(id -u)" = 0 ] || fail not-root
  stored=''
  read -r stored 2>/dev/null <"$store/confirmed"
  case $stored in *[!A-Za-z0-9_-]*) stored='' ;; esac
  [ -f "$store/boot.sh" ] || rehearsed not-stored
  # An older one knows no rehearsal, and would write.
  grep -q '= rehearse ]' "$store/boot.sh" || rehearsed old-script
  # Sets of others do not exist in there, and may or may not exist at the next start.
  ! grep -q -e --match-set "$store"/rules.v* 2>/dev/null || rehearsed sets
  unshare -n true 2>/dev/null || rehearsed no-unshare
  told=$(
    unshare -n sh -c '
      echo "#boot"
      sh /var/lib/sekisho/boot.sh rehearse 2>&1
      echo "#tables4"
      iptables-save 2>/dev/null
      echo "#tables6"
      [ ! -e /proc/net/if_inet6 ] || ip6tables-save 2>/dev/null
      echo "#end"
    ' </dev/null
  )
  block boot "$(between "$told" '#boot' '#tables4')"
  block tables4 "$(between "$told" '#tables4' '#tables6')"
  ipv6_absent || block tables6 "$(between "$told" '#tables6' '#end')"
  rehearsed loaded
}
