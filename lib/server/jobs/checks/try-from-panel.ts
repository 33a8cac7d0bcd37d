import { lookup } from "node:dns/promises";
import type { Seen, SeenOutcome } from "@/lib/core/checks/check";
import { type Address, formatAddress, parseAddress } from "@/lib/core/net/address";
import { families } from "@/lib/core/net/family";
import { dataFolder } from "@/lib/server/db/data-folder";
import { transaction } from "@/lib/server/db/transaction";
import { type ProbeAnswer, probeAllPractice } from "@/lib/server/practice/practice";
import { readPracticeRecord } from "@/lib/server/practice/record";
import { findHost } from "@/lib/server/services/host/find-host";
import type { PanelTries } from "@/lib/server/services/host-gateway";
import { ServiceError } from "@/lib/server/services/service-error";
import { connectOnce, silence } from "./connect-once";

/** Addresses of the name under which the panel knows the host; none where it is not found. */
async function addressesOf(name: string): Promise<readonly Address[]> {
  const literal = parseAddress(name);
  if (literal !== null) return [literal];
  const found = await lookup(name, { all: true }).catch(() => []);
  return found.flatMap(({ address }) => parseAddress(address) ?? []);
}

const practiceOutcome: Readonly<Record<ProbeAnswer["outcome"], SeenOutcome>> = {
  works: "works",
  refused: "refused",
  "timed-out": "silent",
  forbidden: "unreachable",
  unreachable: "unreachable",
};

/** The panel's place on the practice internet, which the relay's connections come from too. */
async function tryPractice(hostId: string, ports: readonly number[]): Promise<PanelTries> {
  const record = await readPracticeRecord(dataFolder(), hostId);
  if (record === null) {
    const text = "This practice VPS is not there any more. Archive it and make a new one.";
    throw new ServiceError("practice-gone", text, { status: 409 });
  }
  const asked = ports.flatMap((port) => families.map((family) => ({ port, family })));
  const answers = await probeAllPractice(
    dataFolder(),
    hostId,
    asked.map((one) => ({ from: "panel", protocol: "tcp", timeoutMilliseconds: silence, ...one })),
  );
  const tries = asked.map(({ port, family }, index): Seen & { port: number } => {
    const { outcome = "unreachable", milliseconds = 0 } = answers[index] ?? {};
    const [address = null] = record.addresses.vps[family === 4 ? "ipv4" : "ipv6"];
    const seen = practiceOutcome[outcome];
    return { port, address, family, outcome: seen, milliseconds, tool: null, words: "" };
  });
  const { ipv4, ipv6 } = record.addresses.panel;
  return {
    source: { 4: ipv4, 6: ipv6 },
    seen: ports.map((port) => tries.filter((one) => one.port === port).map(({ port: _, ...one }) => one)),
  };
}

/**
 * Connects from here to each port of a host: at the address under which the panel knows it, and at `more` where that has
 * none of a family. Throws `host-not-found`, `practice-gone`.
 */
export async function tryFromPanel(
  hostId: string,
  ports: readonly number[],
  more: readonly string[],
): Promise<PanelTries> {
  const { kind, address } = await transaction((tx) => findHost(tx, hostId));
  if (kind === "practice") return tryPractice(hostId, ports);
  const known = await addressesOf(address);
  const others = more
    .flatMap((text) => parseAddress(text) ?? [])
    .filter(({ family }) => !known.some((one) => one.family === family));
  const all = [...new Map([...known, ...others].map((one) => [formatAddress(one), one])).values()];
  const unknown: Seen = {
    address: null,
    family: null,
    outcome: "cannot-resolve",
    milliseconds: null,
    tool: null,
    words: "",
  };
  const tryPort = async (port: number) =>
    all.length === 0 ? [unknown] : await Promise.all(all.map((one) => connectOnce(one, port)));
  return { source: { 4: null, 6: null }, seen: await Promise.all(ports.map(tryPort)) };
}
