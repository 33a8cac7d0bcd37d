import { expect, it } from "vitest";
import type { Flow } from "@/lib/core/flows/flow";
import { addLook, mostNetworks, mostPorts } from "./seen-day";

const noon = Date.parse("2030-01-31T12:00:00Z");
const flow = (source: string, port: number, more: Partial<Flow> = {}): Flow => ({
  ...{ family: source.includes(":") ? 6 : 4, protocol: "tcp", way: "in", socket: null, tracked: true },
  original: { source, sourcePort: 40000, destination: "198.51.100.7", destinationPort: port },
  ...more,
});
const own = new Set(["198.51.100.7"]);
const networks = [
  { name: "branch", entries: ["192.0.2.40/29"], note: "" },
  { name: "desk", entries: ["192.0.2.42"], note: "" },
  { name: "partner", entries: ["192.0.2.72-192.0.2.76"], note: "" },
  { name: "campus", entries: ["192.0.0.0/16"], note: "" },
];
const look = (flows: readonly Flow[], at = noon, cut = false) =>
  addLook(null, flows, { at, cut, own, networks });
/** To another machine behind the host. */
const beyond = { source: "192.0.2.3", sourcePort: 40000, destination: "10.0.0.9", destinationPort: 443 };

it("keeps who came in, by network and port, and nothing of what leaves, passes or has no port", () => {
  const seen = look([
    flow("203.0.113.9", 3306),
    flow("203.0.113.77", 3306),
    flow("2001:db8:2:5::1", 3306),
    flow("192.0.2.1", 53, { protocol: "udp" }),
    flow("192.0.2.2", 443, { way: "out" }),
    flow("192.0.2.3", 443, { way: "through", original: beyond }),
    flow("192.0.2.4", 443, { protocol: "sctp" }),
  ]);
  expect(seen).toEqual({
    ...{ day: "2030-01-31", looks: 1, firstAt: noon, lastAt: noon, partial: false },
    ports: [
      { protocol: "tcp", port: 3306, networks: ["203.0.113.0/24", "2001:db8:2::/48"], more: false },
      { protocol: "udp", port: 53, networks: ["192.0.2.0/24"], more: false },
    ],
  });
});

it("keeps who came to a published port, which nat sends on, by the port that was asked for", () => {
  const [port, ...others] = look([flow("192.0.2.3", 8080, { way: "through" })]).ports;
  expect(port).toEqual({ protocol: "tcp", port: 8080, networks: ["192.0.2.0/24"], more: false });
  expect(others).toEqual([]);
});

it("joins the looks of a day", () => {
  const first = look([flow("203.0.113.9", 3306)]);
  const second = addLook(first, [flow("192.0.2.9", 3306)], { at: noon + 5, cut: true, own, networks });
  expect(second).toMatchObject({ looks: 2, firstAt: noon, lastAt: noon + 5, partial: true });
  expect(second.ports[0]?.networks).toEqual(["203.0.113.0/24", "192.0.2.0/24"]);
  expect(
    addLook(second, [], { at: noon + 9, cut: false, own, networks }),
    "what was missed stays missed",
  ).toMatchObject({
    looks: 3,
    partial: true,
  });
});

it("keeps a bounded list, and says that there was more", () => {
  const many = Array.from({ length: mostNetworks + 1 }, (_, at) => flow(`10.0.${at}.1`, 443));
  const [web] = look(many).ports;
  expect([web?.networks.length, web?.more]).toEqual([mostNetworks, true]);
  const ports = Array.from({ length: mostPorts + 1 }, (_, at) => flow("192.0.2.1", at + 1));
  const wide = look(ports);
  expect([wide.ports.length, wide.partial]).toEqual([mostPorts, true]);
});

it("of a smaller network with a name keeps that network alone, so that its neighbours are not among those who came", () => {
  const of = (source: string) => look([flow(source, 3306)]).ports[0]?.networks;
  expect(of("192.0.2.41")).toEqual(["192.0.2.40/29"]);
  expect(of("192.0.2.42")).toEqual(["192.0.2.42"]);
  expect(of("192.0.2.74")).toEqual(["192.0.2.72/30", "192.0.2.76"]);
  // A larger one says less than its /24.
  expect(of("192.0.2.100")).toEqual(["192.0.2.0/24"]);
});
