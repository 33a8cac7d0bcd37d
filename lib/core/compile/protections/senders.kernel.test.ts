import { describe, expect, it } from "vitest";
import { backends, counted, guard } from "../testing/guarded-host";
import {
  answered,
  connect,
  ends,
  inHost,
  inPeer,
  layCable,
  many,
  segment,
  stranger,
} from "../testing/packet-cable";

/**
 * Senders that nobody outside may claim, as real packets: which of them the kernel lets come to INPUT at all, that the
 * rules drop these and count them, and that ordinary senders and neighbour discovery pass.
 */
layCable();

const cases = backends.flatMap((backend) => ([4, 6] as const).map((family) => ({ backend, family })));
const own = "--src-type LOCAL";

describe.each(cases)("own senders, $backend, IPv$family", ({ backend, family }) => {
  const claim = (source: string) =>
    answered(
      family,
      many(3, () => segment(family, source, 80)),
    );

  it("an address of the server's own is dropped where the kernel lets it in, and ordinary senders pass", async () => {
    guard({ ownSenders: true }, { backend });
    const accept = "/proc/sys/net/ipv4/conf/eth0/accept_local";
    const count = () => counted(family, own, backend)[0];
    await claim(ends[family].host);
    // In IPv4 the kernel takes such a packet for a martian, but where accept_local is on (ip-sysctl); IPv6 has no such check.
    expect(count()).toBe(family === 4 ? 0 : 3);
    try {
      inHost(["sh", "-c", `echo 1 >${accept}`]);
      await claim(ends[family].host);
      expect(count()).toBe(family === 4 ? 3 : 6);
      expect(await claim(stranger(family))).toBe(3);
      expect(await connect(family, 2)).toBe(2);
      expect(count()).toBe(family === 4 ? 3 : 6);
    } finally {
      inHost(["sh", "-c", `echo 0 >${accept}`]);
    }
  });

  it("what the server sends to itself by its own address passes", () => {
    guard({ ownSenders: true }, { backend });
    const program = 'require("node:net").connect(80, process.argv[1]).on("connect", () => process.exit(0));';
    inHost([process.execPath, "-e", program, ends[family].host]);
    expect(counted(family, own, backend)).toEqual([0]);
  });

  it("no multicast or broadcast sender ever comes to the rules: the kernel drops them before", async () => {
    guard({ ownSenders: true }, { backend });
    const { program } = ends[family];
    const claims =
      family === 4 ? ["224.0.0.5", "255.255.255.255", "0.0.0.0", "240.0.0.1"] : ["ff02::5", "ff0e::5"];
    for (const source of claims) inHost([`${program}-${backend}`, "-I", "SEKISHO-IN", "-s", source]);
    for (const source of claims) await claim(source);
    const seen = claims.map((source) => counted(family, `-s ${source}/`, backend)[0]);
    // The last of IPv4 is of the reserved block, which some providers use inside: it is an ordinary sender.
    expect(seen).toEqual(family === 4 ? [0, 0, 0, 3] : [0, 0]);
  });
});

describe.each(backends)("no sender in IPv6, %s", (backend) => {
  it("is dropped, and who looks for a duplicate of an address, which has none, is answered", async () => {
    guard({ ownSenders: true }, { backend });
    const rule = "-s ::/128";
    await answered(
      6,
      many(3, () => segment(6, "::", 80)),
    );
    expect(counted(6, rule, backend)).toEqual([3]);
    // The peer asks for the host's own address by a neighbour solicitation from :: and hears that it is taken.
    const address = `${ends[6].host}/64`;
    try {
      inPeer(["ip", "addr", "add", address, "dev", "eth0"]);
      await expect
        .poll(() => inPeer(["ip", "-6", "addr", "show", "dev", "eth0", "dadfailed"]), { timeout: 60_000 })
        .toContain(ends[6].host);
    } finally {
      inPeer(["ip", "addr", "del", address, "dev", "eth0"]);
    }
    expect(counted(6, rule, backend)).toEqual([3]);
  });
});
