# Part of every call: output, paths, clocks, and reading the request.

LC_ALL=C
# A login that is not root's often has no sbin directories.
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin"
export LC_ALL PATH
umask 077

nl='
'

# One answer line. The panel reads nothing but lines with this prefix, so a profile that prints does no harm.
say() { printf 'SEKISHO:%s\n' "$*"; }

# block NAME TEXT: a named text, each line with the prefix; empty lines are left out. The shell prints each line that
# splitting makes of it: no process is needed.
block() {
  say "BEGIN $1"
  IFS=$nl
  set -f
  # shellcheck disable=SC2086
  [ -z "$2" ] || printf 'SEKISHO:|%s\n' $2
  set +f
  unset IFS
  say "END $1"
}

# fail CODE [DETAIL]: says why nothing was done, and ends the call.
fail() {
  block detail "${2-}"
  say "FAIL ${id:--} $1"
  say OVER
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Seconds since boot into $up; jumps of the wall clock do not move it.
read_uptime() { read -r up _ </proc/uptime; }

read_boot_id() { read -r boot_id </proc/sys/kernel/random/boot_id; }

systemd_runs() { [ -d /run/systemd/system ] && read -r first 2>/dev/null </proc/1/comm && [ "$first" = systemd ]; }

# find_unit: whether our boot unit runs at the next start, into $unit: enabled, disabled or none.
find_unit() {
  unit=/etc/systemd/system/sekisho-firewall.service
  if ! systemd_runs || [ ! -e "$unit" ]; then
    unit=none
  elif [ -f "$unit" ] && [ -e /etc/systemd/system/multi-user.target.wants/sekisho-firewall.service ]; then
    unit=enabled
  else
    unit=disabled
  fi
}

ipv6_absent() { [ ! -e /proc/net/if_inet6 ]; }

# Reads the request into $phase $id $timeout $expect4 $expect6 $leaving; each value is checked before it is used.
read_request() {
  phase='' id='' timeout='' expect4='' expect6='' leaving=no
  set -f
  # shellcheck disable=SC2046
  set -- $(request)
  set +f
  while [ $# -ge 2 ]; do
    case $1 in
      phase) phase=$2 ;;
      id) id=$2 ;;
      timeout) timeout=$2 ;;
      rules4) expect4=$2 ;;
      rules6) expect6=$2 ;;
      leaving) leaving=$2 ;;
    esac
    shift 2
  done
  case $phase in inspect | rehearse | apply | confirm | leave | status | cancel) ;; *) fail bad-request phase ;; esac
  case $phase in inspect | rehearse) return 0 ;; esac
  case $id in
    '' | [!A-Za-z0-9]* | *[!A-Za-z0-9_-]*) id=- && fail bad-request id ;;
  esac
  [ "${#id}" -le 64 ] || { id=- && fail bad-request id; }
}
