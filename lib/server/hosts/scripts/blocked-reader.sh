# Where this host's log of our rules can be read. Part of INSPECT and of BLOCKED.

# The rules of a host whose reader is `nflog` write into this group.
log_group=7351

nflog_reader() { exec perl -e "$(nflog_text)" "$log_group" "$@"; }

# find_log: into $log kernel, nflog or none; $why says why none.
# Outside the first network namespace the kernel keeps LOG to itself: there its packet messages are read, with the
# perl that nearly every host has. Only the first one has the switch for that, so the file tells which one this is.
find_log() {
  why=''
  if [ -e /proc/sys/net/netfilter/nf_log_all_netns ]; then
    log=kernel
    { : </dev/kmsg; } 2>/dev/null || log=none why=no-kernel-log
  elif have perl; then
    (nflog_reader check) >/dev/null 2>&1 </dev/null
    case $? in
      0) log=nflog ;;
      3) log=none why=taken ;;
      *) log=none why=refused ;;
    esac
  else
    log=none why=namespace
  fi
}
