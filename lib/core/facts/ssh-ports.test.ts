import { expect, it } from "vitest";
import { hostFacts } from "@/lib/core/adopt/testing/host-facts";
import type { HostFacts } from "./host-facts";
import { sshPorts } from "./ssh-ports";

const base = hostFacts({ ipv4: null, ipv6: null });
const connection = {
  panelAddress: "192.0.2.10",
  panelPort: 40000,
  hostAddress: "198.51.100.7",
  hostPort: 22,
};

type Listener = HostFacts["listeners"][number];
const sshd = (address: string, port: number, pid: number | null = 700): Listener => ({
  ...{ protocol: "tcp", family: address.includes(":") ? 6 : 4, program: "sshd" },
  ...{ address, port, pid },
});
const ports = (listeners: readonly Listener[], more: Partial<HostFacts> = {}) =>
  sshPorts({ ...base, connection, listeners: [...listeners], ...more });

const server = [sshd("0.0.0.0", 22), sshd("::", 22), sshd("0.0.0.0", 2222)];

it("are the panel's way in and every port of the server, else the standard one", () => {
  expect(sshPorts(null)).toEqual([22]);
  expect(ports(server)).toEqual([22, 2222]);
  expect(ports([])).toEqual([22]);
  expect(ports([], { connection: { ...connection, hostPort: 2022 } })).toEqual([2022]);
  expect(ports([sshd("0.0.0.0", 2222)], { connection: null })).toEqual([2222]);
  expect(
    ports([
      { ...sshd("0.0.0.0", 8080), program: "nginx" },
      { ...sshd("::", 53), protocol: "udp" },
    ]),
  ).toEqual([22]);
});

it("stay as they are when a session forwards: on loopback, or by a process of its own", () => {
  const forwarded = [
    sshd("127.0.0.1", 6010),
    sshd("::1", 6010),
    sshd("::ffff:127.0.0.1", 6011),
    sshd("0.0.0.0", 8443, 812),
    sshd("::", 8443, 812),
  ];
  for (const one of forwarded) {
    expect(ports([one, ...server]), `${one.address} ${one.port}`).toEqual([22, 2222]);
  }
  expect(ports([...server, ...forwarded])).toEqual([22, 2222]);
  expect(ports([...server, sshd("127.0.0.1", 6010)], { connection: null })).toEqual([22, 2222]);
});

it("are all that may be a server's where the process of the panel's way in is not known", () => {
  const unknown = [sshd("0.0.0.0", 22, null), sshd("0.0.0.0", 2222, 812)];
  expect(ports(unknown)).toEqual([22, 2222]);
  expect(ports([sshd("0.0.0.0", 2222, 812)])).toEqual([22, 2222]);
});
