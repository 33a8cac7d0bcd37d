# BLOCKED: what our rules have written into the log, as it comes. It changes nothing and writes no file.

# It ends by itself after so many seconds; who still looks asks again.
rounds=300

# Lines of the log from the oldest that is kept. First the number of the process to end: it may wait for long.
reader() {
  case $1 in
    kernel)
      limit=''
      ! have timeout || limit='timeout 600'
      if printf 'x\n' | grep -a --line-buffered x >/dev/null 2>&1; then
        sh -c "echo \"pid \$\$\"; echo ready; exec $limit cat /dev/kmsg" |
          grep -a --line-buffered -e '^pid ' -e '^ready$' -e ';sekisho '
      else
        sh -c "echo \"pid \$\$\"; echo ready; exec $limit cat /dev/kmsg"
      fi
      ;;
    nflog) sh -c 'echo "pid $$"; exec perl -e "$0" "$1"' "$(nflog_text)" "$log_group" ;;
    none) echo ready && return 0 ;;
  esac 2>/dev/null </dev/null
  echo ended
}

beat() { while sleep 1 && echo beat; do :; done; }

# programs LINE: what runs as the account that the line names, told ahead of it and once a second at most.
looked=''
programs() {
  case $1 in *' UID='*) ;; *) return 0 ;; esac
  uid=${1##* UID=} uid=${uid%% *}
  case $uid in '' | *[!0-9]*) return 0 ;; esac
  read_uptime
  [ "$looked" != "$uid ${up%.*}" ] || return 0
  looked="$uid ${up%.*}"
  # Left out: the kernel's threads (children of 2), which send nothing of their own, and who reads this: the script with
  # all that it began, and the session that it runs in up to the service that let the session in.
  block "programs-$uid" "$(cat /proc/[0-9]*/status 2>/dev/null | awk -v uid="$uid" -v self="$$" '
    /^Name:/ { name = substr($0, 7) }
    /^Pid:/ { pid = $2; names[pid] = name }
    /^PPid:/ { parent[pid] = $2 }
    /^Uid:/ { owner[pid] = $3 }
    END {
      ours[self]
      for (up = self; parent[up] > 1; up = parent[up]) ours[up]
      for (pid in names) {
        if (owner[pid] != uid || parent[pid] == 2 || pid == 2 || pid in ours) continue
        for (up = pid; up > 1 && up != self && steps[pid]++ < 99; up = parent[up]);
        if (up != self) print names[pid]
      }
    }
  ' | sort -u | head -n 40)"
}

# tell: hands on what comes, until nobody hears it or nothing more can come; then nothing of this is left behind.
tell() {
  trap '' PIPE
  pid='' beats=0 ready=no
  while IFS= read -r line; do
    case $line in
      'pid '*) pid=${line#pid } ;;
      ready | beat)
        # From the first word on all that comes is heard. A reader that does not begin is none.
        [ "$line" = beat ] || ready=yes
        beats=$((beats + 1))
        if [ "$ready" = no ]; then [ "$beats" -lt 10 ] && continue || break; fi
        [ "$beats" -lt "$rounds" ] || break
        read_uptime
        say "TICK $up" 2>/dev/null || break
        ;;
      ended) break ;;
      *';sekisho '*)
        programs "$line"
        say "LOG $line" 2>/dev/null || break
        ;;
    esac
  done
  while [ "$log" != none ] && [ -z "$pid" ] && IFS= read -r line; do
    case $line in 'pid '*) pid=${line#pid } ;; ended) break ;; esac
  done
  [ -z "$pid" ] || kill "$pid" 2>/dev/null
  say OVER 2>/dev/null
}

blocked() {
  [ "$(id -u)" = 0 ] || fail not-root
  find_log
  # A reader whose viewer has just gone may not be gone yet.
  for _ in 1 2; do
    [ "$why" = taken ] || break
    sleep 1
    find_log
  done
  # Who else reads may soon have done so.
  [ "$why" != taken ] || rounds=5
  read_boot_id
  say "FACT boot-id $boot_id"
  say "FACT log $log $why"
  { reader "$log" & beat; } | tell
}
