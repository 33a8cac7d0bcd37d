import { readTables, type Tables } from "./tables";

/** One look at a host from its console. */
export type Snapshot = {
  readonly ipv4: Tables;
  readonly ipv6: Tables;
  /** Names in /run/sekisho and, as `store/NAME`, in /var/lib/sekisho. */
  readonly files: readonly string[];
  /** The id of the apply that was confirmed last, and the stored rules. */
  readonly confirmed: string | null;
  /** Processes that are neither the base of the host nor of this look. */
  readonly processes: readonly string[];
  readonly lockFree: boolean;
};

/** The first process and its reader, the SSH server, and the look itself; kernel threads have no words. */
const baseProcess =
  /^\d+ (\S*sh -c set -e; exec 3|cat $|busybox nc |nc |\S*sshd|sh -c iptables-save; echo|$)/;

/** What prints all that a snapshot holds; `readSnapshot` reads it. */
export const snapshotScript = `iptables-save; echo ====; ip6tables-save; echo ====
ls -A /run/sekisho 2>/dev/null; ls -A /var/lib/sekisho 2>/dev/null | sed s:^:store/:; ls -A /tmp | sed s:^:tmp/:; echo ====
cat /var/lib/sekisho/confirmed 2>/dev/null; echo ====
for each in /proc/[0-9]*; do
  read -r line 2>/dev/null <$each/stat || continue
  case "$line" in *") Z "*) continue ;; esac
  printf '%s %s\\n' "\${each#/proc/}" "$(tr '\\000\\012' '  ' <$each/cmdline 2>/dev/null)"
done; echo ====
if [ -s /usr/bin/flock ] && [ -e /run/sekisho/lock ]; then /mnt/flock -n /run/sekisho/lock true && echo free; else [ -e /run/sekisho/lock.link ] || echo free; fi`;

/** What `snapshotScript` printed. */
export function readSnapshot(printed: string): Snapshot {
  const [four = "", six = "", files = "", confirmed = "", processes = "", lock = ""] =
    printed.split("====\n");
  const lines = (text: string) => text.split("\n").filter(Boolean);
  return {
    ipv4: readTables(four),
    ipv6: readTables(six),
    files: lines(files),
    confirmed: lines(confirmed)[0] ?? null,
    processes: lines(processes).filter((line) => !baseProcess.test(line)),
    lockFree: lock.includes("free"),
  };
}
