import { describe, expect, it } from "vitest";
import { protectionsSchema } from "@/lib/core/policy/schema";
import { counted, guard, hourly } from "../testing/guarded-host";
import {
  answered,
  connect,
  echo,
  ends,
  inHost,
  layCable,
  many,
  segment,
  stranger,
  talk,
} from "../testing/packet-cable";

/**
 * Each protection against real packets of a peer: that it bites, by what is not answered and by its rule's own counter,
 * and that others' traffic passes meanwhile. Nobody waits for silence: each burst ends with an echo request of the
 * administrator, whose answer comes behind all others. Rates are counted by the hour here, so that how fast the machine
 * is says nothing about how many packets pass.
 */
layCable();

describe.each([4, 6] as const)("protections against packets, IPv%i", (family) => {
  const { admin } = ends[family];

  it("as they ship, ordinary traffic passes them all and none of them counts", async () => {
    guard(protectionsSchema.parse({}));
    expect(await connect(family, 30)).toBe(30);
    expect(await talk()).toBe(30);
    expect(
      await answered(family, [echo(family, stranger(family)), segment(family, stranger(family), 80)]),
    ).toBe(2);
    for (const text of [
      "INVALID",
      "--tcp-flags",
      "--hashlimit-above",
      family === 4 ? "127.0.0.0/8" : "::1/128",
    ]) {
      expect(
        counted(family, text).every((count) => count === 0),
        text,
      ).toBe(true);
    }
  });

  it("new connections: a burst of SYNs beyond the rate is dropped, of that source alone", async () => {
    guard({ newConnections: hourly(5) });
    const source = stranger(family);
    const syns = many(20, () => segment(family, source, 80));
    expect(await answered(family, syns)).toBe(5);
    expect(counted(family, "--hashlimit-above")).toEqual([15]);
    // Another source has its own allowance, and the administrator's path stands in front. In IPv6 a source is one address
    // as well, so that whoever holds a whole /64 has as many allowances as addresses.
    expect(await answered(family, [segment(family, stranger(family), 80)])).toBe(1);
    expect(
      await answered(
        family,
        many(20, () => segment(family, admin, 80)),
      ),
    ).toBe(20);
    expect(counted(family, "--hashlimit-above")).toEqual([15]);
  });

  it("new connections: what is open goes on when its source has used up the rate", async () => {
    guard({ newConnections: hourly(3) });
    expect(await connect(family, 3)).toBe(3);
    expect(
      await answered(
        family,
        many(4, () => segment(family, ends[family].guest, 80)),
      ),
    ).toBe(0);
    expect(counted(family, "--hashlimit-above")).toEqual([4]);
    expect(await talk()).toBe(3);
  });

  it("new connections: as they ship, a flood is held to the rate", async () => {
    guard({ newConnections: protectionsSchema.parse({}).newConnections });
    const source = stranger(family);
    // 120 at once and 60 a second: as long as a thousand frames take less than 14 s.
    expect(
      await answered(
        family,
        many(1000, () => segment(family, source, 80)),
      ),
    ).toBeGreaterThanOrEqual(120);
    expect(counted(family, "--hashlimit-above")[0]).toBeGreaterThan(0);
  });

  it("new connections: a scan of ports is slowed down by the same rate; nothing else looks for one", async () => {
    guard({ newConnections: hourly(5), scans: true });
    const source = stranger(family);
    expect(
      await answered(
        family,
        many(40, (at) => segment(family, source, 1000 + at)),
      ),
    ).toBe(0);
    expect(counted(family, "--hashlimit-above")).toEqual([35]);
    expect(counted(family, "--tcp-flags")).toEqual([0, 0, 0, 0, 0]);
  });

  it("scans: each impossible combination of flags is dropped by its own rule", async () => {
    guard({ scans: true });
    const source = stranger(family);
    const odd = ["", "SF", "SR", "FR", "FPU"].map((flags) => segment(family, source, 80, flags));
    expect(await answered(family, odd)).toBe(0);
    expect(counted(family, "--tcp-flags")).toEqual([1, 1, 1, 1, 1]);
    expect(await answered(family, [segment(family, source, 80)])).toBe(1);
    expect(await connect(family, 1)).toBe(1);
    expect(await talk()).toBe(1);
    expect(counted(family, "--tcp-flags")).toEqual([1, 1, 1, 1, 1]);
  });

  it("invalid: packets of no connection are dropped, also those with impossible flags, which its rule sees first", async () => {
    guard({ scans: true, invalid: true });
    const source = stranger(family);
    // An answer or an end without a beginning. Not among them: a bare ACK, which the kernel takes for the middle of a
    // connection that it did not see begin (nf_conntrack_tcp_loose), so that connections outlive a restart.
    const stray = ["SA", "R", "FA"].map((flags) => segment(family, source, 80, flags));
    const odd = ["", "SF", "SR", "FR", "FPU"].map((flags) => segment(family, source, 80, flags));
    await answered(family, [segment(family, source, 80, "A")]);
    expect(counted(family, "INVALID")).toEqual([0]);
    await answered(family, [...stray, ...odd]);
    expect(counted(family, "INVALID")).toEqual([stray.length + odd.length]);
    expect(counted(family, "--tcp-flags")).toEqual([0, 0, 0, 0, 0]);
    expect(await connect(family, 1)).toBe(1);
    expect(await talk()).toBe(1);
    expect(counted(family, "INVALID")).toEqual([stray.length + odd.length]);
  });

  it("spoofed: the kernel itself lets nobody outside claim to be the loopback, and the rule is there where it would", async () => {
    guard({ spoofed: true }, { ssh: hourly(10) });
    const claims = family === 4 ? "127.1.2.3" : "::1";
    const rule = family === 4 ? "-s 127.0.0.0/8" : "-s ::1/128";
    const spoofed = () =>
      answered(
        family,
        many(3, () => segment(family, claims, 80)),
      );
    expect(await spoofed()).toBe(0);
    expect(counted(family, rule)).toEqual([0]);
    // The server's own address is refused by the kernel in IPv4 alone: in IPv6 it is as good as anybody's, and only rules
    // for named sources keep it out. The rule is about the loopback and does not look at it.
    await answered(
      family,
      many(3, () => segment(family, ends[family].host, 22)),
    );
    expect(counted(family, "--dport 22 -m conntrack --ctstate NEW,ESTABLISHED")).toEqual([
      family === 4 ? 0 : 3,
    ]);
    const setting = "/proc/sys/net/ipv4/conf/eth0/route_localnet";
    try {
      // What DNAT to a service of 127.0.0.1 needs takes that check of the kernel away; IPv6 has no such switch.
      inHost(["sh", "-c", `echo 1 >${setting}`]);
      expect(await spoofed()).toBe(0);
      expect(counted(family, rule)).toEqual([family === 4 ? 3 : 0]);
      expect(await connect(family, 1)).toBe(1);
      expect(await answered(family, [segment(family, stranger(family), 80)])).toBe(1);
      expect(counted(family, rule)).toEqual([family === 4 ? 3 : 0]);
    } finally {
      inHost(["sh", "-c", `echo 0 >${setting}`]);
    }
  });

  it("ping: answered at the rate, each source by its own", async () => {
    guard({ ping: hourly(3) });
    const source = stranger(family);
    expect(
      await answered(
        family,
        many(10, () => echo(family, source)),
      ),
    ).toBe(3);
    expect(counted(family, "--hashlimit-upto")).toEqual([3]);
    expect(await answered(family, [echo(family, stranger(family))])).toBe(1);
    expect(
      await answered(
        family,
        many(10, () => echo(family, admin)),
      ),
    ).toBe(10);
  });

  it("a rule's own rate holds off guesses at SSH, and not who is logged in, nor the administrator", async () => {
    guard({}, { ssh: hourly(3) });
    expect(await connect(family, 1, 22)).toBe(1);
    expect(
      await answered(
        family,
        many(10, () => segment(family, ends[family].guest, 22)),
      ),
    ).toBe(2);
    const source = stranger(family);
    expect(
      await answered(
        family,
        many(10, () => segment(family, source, 22)),
      ),
    ).toBe(3);
    expect(await talk()).toBe(1);
    expect(
      await answered(
        family,
        many(10, () => segment(family, admin, 22)),
      ),
    ).toBe(10);
    expect(await answered(family, [segment(family, source, 80)])).toBe(1);
  });

  it("log: of what is refused some lines are written, and all of it is refused", async () => {
    guard({ logRefused: 10 });
    const source = stranger(family);
    expect(
      await answered(
        family,
        many(60, () => segment(family, source, 4000)),
      ),
    ).toBe(0);
    const [lines = 0] = counted(family, "-j LOG");
    // Five at once, then one each six seconds.
    expect(lines).toBeGreaterThanOrEqual(5);
    expect(lines).toBeLessThan(60);
    // Some more may come of connections that an earlier test left open.
    expect(counted(family, "-A SEKISHO-IN -j DROP")[0]).toBeGreaterThanOrEqual(60);
  });
});
