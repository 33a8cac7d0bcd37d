import { createTranslator } from "use-intl/core";
import { expect, test } from "vitest";
import type { ChangeRow, ServiceSpan } from "@/lib/core/analysis/diff/change-row";
import { parsePrefix, prefixRange } from "@/lib/core/net/prefix";
import messages from "@/messages/en";
import { type RowTexts, rowSentence, servicesWord } from "./row-words";

const t = createTranslator({ locale: "en", messages, namespace: "adopt.change" }) as unknown as RowTexts;

const tcp = (...ports: readonly number[]): ServiceSpan => ({
  protocols: { first: 6, last: 6 },
  ports: ports.map((port) => ({ first: port, last: port })),
  icmp: null,
});

test("a few services are named, nearly all are told by what is missing", () => {
  expect(servicesWord(t, null)).toBe("everything");
  expect(servicesWord(t, [tcp(22, 443)])).toBe("tcp 22, 443");
  const whole = (first: number, last: number): ServiceSpan => ({
    protocols: { first, last },
    ports: null,
    icmp: null,
  });
  const holes: ServiceSpan = {
    protocols: { first: 6, last: 6 },
    ports: [
      { first: 0, last: 21 },
      { first: 23, last: 65535 },
    ],
    icmp: null,
  };
  const noEcho: ServiceSpan = {
    protocols: { first: 1, last: 1 },
    ports: null,
    icmp: [
      { first: 0, last: 2047 },
      { first: 2304, last: 65535 },
    ],
  };
  expect(servicesWord(t, [whole(0, 0), noEcho, whole(2, 5), holes, whole(7, 255)])).toBe(
    "everything but ICMP type 8, tcp 22",
  );
});

test("who comes from where, and where the host goes", () => {
  const prefix = parsePrefix("192.0.2.0/27");
  if ("fault" in prefix) throw new Error("a prefix");
  const row = {
    hook: "INPUT",
    sources: [prefixRange(prefix)],
    destinations: null,
    in: null,
    out: null,
    services: [tcp(5432)],
  } as unknown as ChangeRow;
  expect(rowSentence(t, row)).toBe("192.0.2.0/27 → tcp 5432");
  expect(rowSentence(t, { ...row, in: ["tun0"] })).toBe("192.0.2.0/27 by tun0 → tcp 5432");
  const all = { family: 4, first: 0n, last: 0xffffffffn } as const;
  const banned = 0xcb007142n;
  const but = [
    { ...all, last: banned - 1n },
    { ...all, first: banned + 1n, last: 0xdfffffffn },
    { ...all, first: 0xf0000000n },
  ];
  expect(rowSentence(t, { ...row, sources: but, in: ["*"] })).toBe("anyone but 203.0.113.66 → tcp 5432");
  expect(rowSentence(t, { ...row, hook: "OUTPUT", destinations: null })).toBe(
    "this VPS → anywhere: tcp 5432",
  );
});
