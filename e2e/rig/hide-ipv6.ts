import type { DebianHost } from "./debian-host";

/**
 * Puts a link to another directory over the link /proc/net; that directory links to all files of the real one but
 * IPv6's. mount(8) follows links, so the system calls are made directly: open_tree is 428, move_mount 429.
 */
const perl = `use strict;
my ($link, $over, $none) = ("/run/no-ipv6.link\\0", "/proc/net\\0", "\\0");
my $tree = syscall(428, -100, $link, 1 | 0x100);
die "open_tree: $!" if $tree < 0;
syscall(429, $tree, $none, -100, $over, 4) == 0 or die "move_mount: $!";
`;

const script = `set -e
mkdir -p /run/no-ipv6
for file in $(ls /proc/self/net); do
  case $file in if_inet6 | *6 | *6_*) ;; *) ln -s "/proc/self/net/$file" "/run/no-ipv6/$file" ;; esac
done
ln -s /run/no-ipv6 /run/no-ipv6.link
perl /opt/hide-ipv6.pl
`;

const unit = `[Unit]
DefaultDependencies=no
Before=network-pre.target sekisho-firewall.service
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh /opt/hide-ipv6.sh
[Install]
WantedBy=sysinit.target
`;

/**
 * From now on and after each reboot the host looks as one whose kernel has no IPv6: no /proc/net/if_inet6, and the
 * ip6tables programs fail as they do there, noting each call in /root/ip6tables-calls. The kernel below still has IPv6.
 */
export function hideIpv6(host: DebianHost): void {
  const put = (path: string, text: string) => `cat >${path} <<'END_OF_FILE'\n${text}END_OF_FILE\n`;
  const broken = `#!/bin/sh\necho "$0 $*" >>/root/ip6tables-calls\necho "can't initialize ip6tables: Address family not supported by protocol" >&2\nexit 3\n`;
  const { code, stderr } = host.console(
    [
      "set -e",
      ...["", "-save", "-restore"].map(
        (kind) =>
          `rm /usr/sbin/ip6tables${kind}; ${put(`/usr/sbin/ip6tables${kind}`, broken)}chmod 755 /usr/sbin/ip6tables${kind}`,
      ),
      put("/opt/hide-ipv6.pl", perl) +
        put("/opt/hide-ipv6.sh", script) +
        put("/etc/systemd/system/hide-ipv6.service", unit),
      "systemctl enable -q --now hide-ipv6.service",
      "[ ! -e /proc/net/if_inet6 ]",
    ].join("\n"),
  );
  if (code !== 0) throw new Error(`IPv6 could not be hidden: ${stderr}`);
}
