import { beforeAll, describe, expect, it } from "vitest";
import type { Family } from "@/lib/core/net/family";
import { backends, counted, guard, hourly } from "../testing/guarded-host";
import {
  answered,
  connect,
  ends,
  inHost,
  layCable,
  many,
  segment,
  settle,
  stranger,
  talk,
} from "../testing/packet-cable";
import { scannerList } from "./port-scan";

/**
 * The protections that count sources, against real packets of a peer and on both back ends: that each bites, by what is
 * not answered and by its rule's own counter, that others' traffic passes meanwhile, and that the administrator and what
 * is open are never held to it.
 */
layCable();

let networks = 0;
/** Somebody elsewhere, of whom nothing was seen: an address of its own in IPv4, and in IPv6 one in a /64 of its own. */
function somebody(family: Family): string {
  if (family === 4) return stranger(4);
  const network = `2001:db8:${(++networks + 0x100).toString(16)}:`;
  inHost(["ip", "-6", "route", "replace", `${network}:/64`, "dev", "eth0"]);
  return settle(`${network}:1`);
}

/** Another address of the same customer: of the same /64. */
function neighbour(address: string): string {
  return settle(address.replace(/::1$/, "::2"));
}

const cases = backends.flatMap((backend) => ([4, 6] as const).map((family) => ({ backend, family })));

describe.each(cases)("protections that count, $backend, IPv$family", ({ backend, family }) => {
  const { admin, guest } = ends[family];
  const count = (text: string) => counted(family, text, backend);
  const syns = (source: string, times: number, port = 80) =>
    answered(
      family,
      many(times, () => segment(family, source, port)),
    );

  describe("connections open at once", () => {
    const rule = "--connlimit-above";
    beforeAll(() => guard({ openConnections: 5 }, { backend }));

    it("those beyond the limit are dropped, of that source alone", async () => {
      const source = somebody(family);
      expect(await syns(source, 20)).toBe(5);
      expect(count(rule)).toEqual([15]);
      expect(await syns(somebody(family), 5)).toBe(5);
      expect(count(rule)).toEqual([15]);
      // A customer of IPv6 has a /64, so its addresses are one source.
      if (family === 6) {
        expect(await syns(neighbour(source), 3)).toBe(0);
        expect(count(rule)).toEqual([18]);
      }
    });

    it("ordinary connections pass, those that were closed make room, and the administrator has no limit", async () => {
      // Each time three are opened in place of the three before, nine in all. A first packet may come before the end of an
      // older connection has been seen, and is then sent again.
      for (let round = 0; round < 3; round++) expect(await connect(family, 3)).toBe(3);
      expect(await talk()).toBe(3);
      const [before = 0] = count(rule);
      expect(await syns(admin, 20)).toBe(20);
      expect(count(rule)).toEqual([before]);
    });
  });

  describe("guesses at SSH", () => {
    const rule = "--hashlimit-above";
    const { perSource: _, ...rate } = hourly(3);
    beforeAll(() => guard({ sshGuessing: rate }, { ssh: "unlimited", backend }));

    it("those beyond the rate are dropped, of that source and at SSH alone", async () => {
      const source = somebody(family);
      expect(await syns(source, 10, 22)).toBe(3);
      expect(count(rule)).toEqual([7]);
      expect(await syns(source, 10, 80)).toBe(10);
      expect(await syns(somebody(family), 3, 22)).toBe(3);
      expect(count(rule)).toEqual([7]);
      if (family === 6) {
        expect(await syns(neighbour(source), 2, 22)).toBe(0);
        expect(count(rule)).toEqual([9]);
      }
    });

    it("who is logged in goes on, and the administrator is never held off", async () => {
      expect(await connect(family, 1, 22)).toBe(1);
      const [before = 0] = count(rule);
      expect(await syns(guest, 10, 22)).toBe(2);
      expect(count(rule)).toEqual([before + 8]);
      expect(await talk()).toBe(1);
      expect(await syns(admin, 10, 22)).toBe(10);
      expect(count(rule)).toEqual([before + 8]);
    });
  });

  describe("scans of ports", () => {
    const rule = "--rcheck";
    const list = () => inHost(["cat", `/proc/net/xt_recent/${scannerList[family]}`]);
    const knocks = (source: string, ports: number, flags = "S") =>
      answered(
        family,
        many(ports, (at) => segment(family, source, 4000 + at, flags)),
      );
    beforeAll(() => guard({ portScan: { ports: 5, minutes: 60 } }, { backend }));

    it("who knocks at that many closed ports is shut out, also of what is open, and nobody else", async () => {
      const [source, other] = [somebody(family), somebody(family)];
      expect(await syns(source, 1)).toBe(1);
      expect(await knocks(source, 4)).toBe(0);
      expect(await syns(source, 3)).toBe(3);
      expect(count(rule)).toEqual([0]);
      expect(await knocks(source, 5)).toBe(0);
      expect(await syns(source, 3)).toBe(0);
      expect(count(rule)).toEqual([3]);
      expect(await syns(other, 3)).toBe(3);
      expect(count(rule)).toEqual([3]);
      if (family === 6) {
        expect(await syns(neighbour(source), 2)).toBe(0);
        expect(count(rule)).toEqual([5]);
      }
    });

    it("what is dropped meanwhile does not make it last longer, and loading the rules anew does not end it", async () => {
      const source = somebody(family);
      expect(await knocks(source, 5)).toBe(0);
      const written = list();
      expect(await syns(source, 4)).toBe(0);
      expect(await knocks(source, 9)).toBe(0);
      expect(list()).toBe(written);
      guard({ portScan: { ports: 5, minutes: 60 } }, { backend });
      expect(await syns(source, 2)).toBe(0);
      expect(count(rule)).toEqual([2]);
    });

    it("asking again and again at one closed port is no scan, and packets that begin nothing are no knocks", async () => {
      const [source, stray] = [somebody(family), somebody(family)];
      const [before = 0] = count(rule);
      expect(await syns(source, 40, 4000)).toBe(0);
      expect(await syns(source, 2)).toBe(2);
      for (const flags of ["A", "SA", "R", "FA"]) expect(await knocks(stray, 10, flags)).toBe(0);
      expect(await syns(stray, 2)).toBe(2);
      expect(count(rule)).toEqual([before]);
    });

    it("what is open goes on for who is shut out, and the administrator may knock at every port", async () => {
      expect(await connect(family, 2)).toBe(2);
      expect(await knocks(guest, 5)).toBe(0);
      expect(await syns(guest, 2)).toBe(0);
      expect(await talk()).toBe(2);
      const [before = 0] = count(rule);
      await knocks(admin, 20);
      expect(await syns(admin, 5)).toBe(5);
      expect(count(rule)).toEqual([before]);
    });

    it("what is refused is logged although the kernel's table of knocks is full, and drops whoever is not in it", async () => {
      const sizes = "--hashlimit-htable-size 1 --hashlimit-htable-max 1";
      // The name of the table too: one that is there keeps its size.
      const small = (text: string) =>
        text.replace(/--hashlimit-name sk-knock-\w+/, `${sizes} --hashlimit-name sk-knock-full`);
      guard({ portScan: { ports: 5, minutes: 60 }, logRefused: 10 }, { backend, edit: small });
      const [first, ...later] = many(4, () => somebody(family));
      expect(await knocks(first ?? "", 1)).toBe(0);
      for (const source of later) expect(await knocks(source, 1)).toBe(0);
      expect(list()).not.toContain(String(later[0]));
      // The host itself may hear something else that is refused.
      expect(count("-j LOG")[0]).toBeGreaterThanOrEqual(4);
      expect(count("sk-knock-full")).toEqual([1]);
    });
  });
});
