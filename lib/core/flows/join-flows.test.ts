import { expect, test } from "vitest";
import { endsKey, type FlowListing, flowKey, type Socket, type Tracked } from "./flow";
import { joinFlows } from "./join-flows";

const own = new Set(["198.51.100.7", "2001:db8::7"]);
const tracked = (original: string, reply: string, protocol = "tcp"): Tracked => {
  const ends = (text: string) => {
    const [source = "", sourcePort, destination = "", destinationPort] = text.split(" ");
    return { source, sourcePort: Number(sourcePort), destination, destinationPort: Number(destinationPort) };
  };
  return { family: 4, protocol, original: ends(original), reply: ends(reply) };
};
const socket = (local: string, localPort: number, peer: string, peerPort: number): Socket => ({
  ...{ family: 4, protocol: "tcp", local, localPort, peer, peerPort, program: "nginx", uid: 33 },
});
const listing = (part: Partial<FlowListing>): FlowListing => ({
  tracked: [],
  sockets: [],
  listening: [{ protocol: "tcp", port: 443 }],
  tools: { sockets: true, tracking: true, untrack: true },
  loose: true,
  cut: false,
  ...part,
});
const told = (part: Partial<FlowListing>) =>
  joinFlows(listing(part), own).map((flow) => [
    flow.way,
    flowKey(flow),
    flow.socket?.program ?? null,
    flow.tracked,
  ]);

test("what came in, what went out and what passes through, each with its socket", () => {
  expect(
    told({
      tracked: [
        tracked("192.0.2.1 5000 198.51.100.7 443", "198.51.100.7 443 192.0.2.1 5000"),
        tracked("198.51.100.7 6000 192.0.2.9 25", "192.0.2.9 25 198.51.100.7 6000"),
        tracked("10.0.0.2 7000 192.0.2.9 80", "192.0.2.9 80 198.51.100.7 7000"),
      ],
      sockets: [socket("198.51.100.7", 443, "192.0.2.1", 5000)],
    }),
  ).toEqual([
    ["in", "tcp 192.0.2.1 5000 198.51.100.7 443", "nginx", true],
    ["out", "tcp 198.51.100.7 6000 192.0.2.9 25", null, true],
    ["through", "tcp 10.0.0.2 7000 192.0.2.9 80", null, true],
  ]);
});

test("one whose port is translated on the way in is one of the host, with the socket behind the translation", () => {
  expect(
    told({
      tracked: [tracked("192.0.2.1 5000 198.51.100.7 80", "198.51.100.7 8080 192.0.2.1 5000")],
      sockets: [socket("198.51.100.7", 8080, "192.0.2.1", 5000)],
    }),
  ).toEqual([["in", "tcp 192.0.2.1 5000 198.51.100.7 80", "nginx", true]]);
});

test("one that is handed on to a container passes through, though it was sent to the host", () => {
  expect(
    told({ tracked: [tracked("192.0.2.1 5000 198.51.100.7 80", "172.17.0.2 80 192.0.2.1 5000")] }),
  ).toEqual([["through", "tcp 192.0.2.1 5000 198.51.100.7 80", null, true]]);
});

test("a socket that nothing tracks came in where something listens on its port; what stays inside is left out", () => {
  expect(
    told({
      tracked: [tracked("198.51.100.7 9000 198.51.100.7 443", "198.51.100.7 443 198.51.100.7 9000")],
      sockets: [
        socket("198.51.100.7", 443, "192.0.2.1", 5000),
        socket("198.51.100.7", 6000, "192.0.2.9", 443),
        socket("127.0.0.1", 443, "127.0.0.1", 5001),
        socket("198.51.100.7", 443, "198.51.100.7", 9000),
      ],
    }),
  ).toEqual([
    ["in", "tcp 192.0.2.1 5000 198.51.100.7 443", "nginx", false],
    ["out", "tcp 198.51.100.7 6000 192.0.2.9 443", "nginx", false],
  ]);
});

test("what the kernel took up from the other side is the same flow", () => {
  const [one, other] = joinFlows(
    listing({
      tracked: [
        tracked("192.0.2.1 5000 198.51.100.7 443", "198.51.100.7 443 192.0.2.1 5000"),
        tracked("198.51.100.7 443 192.0.2.1 5000", "192.0.2.1 5000 198.51.100.7 443"),
      ],
    }),
    own,
  );
  expect(one && endsKey(one)).toBe(other && endsKey(other));
  expect(one && flowKey(one)).not.toBe(other && flowKey(other));
});
