import { expect, test } from "vitest";
import { findControlPanel } from "./control-panel";
import { parseAddresses } from "./parse-addresses";
import { parseInspection } from "./parse-inspection";
import { parseListeners } from "./parse-listeners";
import { parseManagers } from "./parse-managers";

test("an answer without its end is cut, whatever it holds", () => {
  const result = parseInspection("SEKISHO:FACT privilege root\nSEKISHO:FACT kernel 6.1\n");
  expect(result).toMatchObject({ ok: false, problems: [{ code: "inspect-cut" }] });
});

test("a login that could use sudo is told so", () => {
  const result = parseInspection("hello\nSEKISHO:FACT privilege could-sudo\nSEKISHO:OVER\n");
  expect(result).toMatchObject({ ok: false, problems: [{ code: "inspect-needs-sudo" }] });
});

test("sockets of ss: both families for a wildcard, IPv4-mapped as IPv4, the interface they are bound to, programs and accounts where they are shown", () => {
  const ss = `Netid State  Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess
udp   UNCONN 0      0      127.0.0.53%lo:53     0.0.0.0:*    users:(("systemd-resolve",pid=300,fd=13))
tcp   LISTEN 0      128          0.0.0.0:22     0.0.0.0:*    users:(("sshd",pid=1,fd=3)) ino:17 sk:1 cgroup:/ <->
tcp   LISTEN 0      511                *:443          *:*    users:(("nginx",pid=7,fd=6),("nginx",pid=8,fd=6)) uid:33 ino:18 sk:2 cgroup:/ v6only:0 <->
tcp   LISTEN 0      128             [::]:22        [::]:*
tcp   LISTEN 0      128 [::ffff:192.0.2.1]:8080      *:*
udp   UNCONN 0      0   [fe80::1]%eth0:546        [::]:*    users:(("dhclient",pid=9,fd=7)) ino:19 sk:3
udp   UNCONN 0      0           *%wg0:5353          *:*
`;
  expect(parseListeners(new Map([["ss", ss]]))).toEqual([
    {
      protocol: "udp",
      family: 4,
      address: "127.0.0.53",
      port: 53,
      program: "systemd-resolve",
      pid: 300,
      interface: "lo",
    },
    { protocol: "tcp", family: 4, address: "0.0.0.0", port: 22, program: "sshd", pid: 1, uid: 0 },
    { protocol: "tcp", family: 4, address: "0.0.0.0", port: 443, program: "nginx", pid: 7, uid: 33 },
    { protocol: "tcp", family: 6, address: "::", port: 443, program: "nginx", pid: 7, uid: 33 },
    { protocol: "tcp", family: 6, address: "::", port: 22, program: null, pid: null },
    { protocol: "tcp", family: 4, address: "192.0.2.1", port: 8080, program: null, pid: null },
    {
      protocol: "udp",
      family: 6,
      address: "fe80::1",
      port: 546,
      program: "dhclient",
      pid: 9,
      uid: 0,
      interface: "eth0",
    },
    {
      protocol: "udp",
      family: 4,
      address: "0.0.0.0",
      port: 5353,
      program: null,
      pid: null,
      interface: "wg0",
    },
    { protocol: "udp", family: 6, address: "::", port: 5353, program: null, pid: null, interface: "wg0" },
  ]);
});

test("sockets of /proc, with programs found by the socket's inode", () => {
  const line = (local: string, inode: number) =>
    `   0: ${local} 00000000:0000 0A 00000000:00000000 00:00000000 00000000    33        0 ${inode} 1 0 100 0 0 10 0\n`;
  const blocks = new Map([
    ["proc-tcp", line("0A0200C0:0016", 55)],
    ["proc-tcp6", line("B80D0120000000000000000001000000:0050", 56)],
    ["fds", "/proc/9/fd:\nsocket:[55]\n/proc/10/fd:\nsocket:[55]\n"],
    ["comm", "/proc/9/comm:dropbear\n"],
  ]);
  expect(parseListeners(blocks)).toEqual([
    { protocol: "tcp", family: 4, address: "192.0.2.10", port: 22, program: "dropbear", pid: 9, uid: 33 },
    { protocol: "tcp", family: 6, address: "2001:db8::1", port: 80, program: null, pid: null, uid: 33 },
  ]);
});

test("addresses, of tunnels and virtual interfaces too", () => {
  const text = `1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever
2: eth0@if5    inet 192.0.2.10/24 brd 192.0.2.255 scope global eth0
2: eth0@if5    inet6 2001:db8::10/64 scope global
3: tun0    inet 10.8.0.2 peer 10.8.0.1/32 scope global tun0
`;
  expect(parseAddresses(text)).toEqual([
    { interface: "lo", family: 4, address: "127.0.0.1", length: 8 },
    { interface: "eth0", family: 4, address: "192.0.2.10", length: 24 },
    { interface: "eth0", family: 6, address: "2001:db8::10", length: 64 },
    { interface: "tun0", family: 4, address: "10.8.0.2", length: 32 },
  ]);
});

test("managers: ufw counts by its own switch, the rest by its unit; several units of one manager are one", () => {
  const unit = (id: string, active: string, file: string) =>
    `Id=${id}.service\nActiveState=${active}\nUnitFileState=${file}\n`;
  const units = [
    unit("ufw", "active", "enabled"),
    unit("firewalld", "inactive", ""),
    unit("nftables", "inactive", "enabled"),
    unit("iptables", "inactive", "disabled"),
    unit("ip6tables", "active", "enabled"),
  ].join("\n");
  const off = parseManagers(units, "/usr/sbin/ufw\n", "");
  expect(off).toEqual([
    { name: "ufw", state: "installed" },
    { name: "nftables", state: "enabled" },
    { name: "iptables-services", state: "active" },
  ]);
  expect(parseManagers(units, "ufw-enabled\n", "")[0]).toEqual({ name: "ufw", state: "active" });
  expect(parseManagers("", "", "[0:0] -A INPUT -j ufw-before-input\n")).toEqual([
    { name: "ufw", state: "active" },
  ]);
});

test("a hosting control panel is known by port and program together", () => {
  const listener = { protocol: "tcp", family: 4, address: "0.0.0.0", port: 8443, pid: 1 } as const;
  expect(findControlPanel([{ ...listener, program: "sw-cp-server" }])).toBe(8443);
  expect(findControlPanel([{ ...listener, program: "java" }])).toBeNull();
});
