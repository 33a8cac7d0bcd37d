import { expect, test } from "vitest";
import { everySocket, filterSockets } from "./filter-sockets";
import { addMoment, countsOf, groupSockets, type Moment } from "./group-sockets";
import type { LiveSocket } from "./live-frame";
import { listeningPorts, socketWay } from "./socket-way";

function socket(key: string, more: Partial<LiveSocket> & { program?: string } = {}): LiveSocket {
  const { program, ...rest } = more;
  return {
    ...{ key, protocol: "tcp", family: 4, state: "ESTAB", local: "203.0.113.10", localPort: 40000 },
    ...{ interface: null, peer: "198.51.100.1", peerPort: 443, uid: 0 },
    holders: program === undefined ? [] : [{ program, pid: 77, fd: 3 }],
    ...rest,
  } as LiveSocket;
}

const all = [
  socket("out", { program: "php-fpm8.2" }),
  socket("https", {
    state: "LISTEN",
    local: "*",
    localPort: 443,
    peer: null,
    peerPort: null,
    program: "nginx",
  }),
  socket("in", { localPort: 443, peer: "192.0.2.9", peerPort: 5000, program: "nginx" }),
  socket("udp", { protocol: "udp", localPort: 443, peer: "192.0.2.9", peerPort: 5000 }),
  socket("db", { state: "LISTEN", local: "127.0.0.1", localPort: 5432, peer: null, peerPort: null }),
  socket("self", { local: "127.0.0.1", peer: "127.0.0.1", peerPort: 5432, program: "php-fpm8.2" }),
  socket("own", { peer: "203.0.113.10", peerPort: 25 }),
  socket("six", {
    family: 6,
    local: "2001:db8::1",
    peer: "2001:db8:9::5",
    peerPort: 443,
    program: "php-fpm8.2",
  }),
];
const listening = listeningPorts(all);
const rows = all.map((one) => ({ ...one, way: socketWay(one, listening) }));
const keys = (filter: Partial<typeof everySocket>) =>
  filterSockets(rows, { ...everySocket, ...filter }).map(({ key }) => key);

test("who began is told from what listens, for each protocol by itself", () => {
  expect(Object.fromEntries(rows.map(({ key, way }) => [key, way]))).toEqual({
    out: "out",
    https: "listens",
    in: "in",
    // Nothing waits on udp 443.
    udp: "out",
    db: "listens",
    self: "inside",
    own: "inside",
    six: "out",
  });
});

test("the filter goes by program or process, by remote address or network, and by direction", () => {
  expect(keys({ program: "PHP-FPM" })).toEqual(["out", "self", "six"]);
  expect(keys({ program: "77", way: "in" })).toEqual(["in"]);
  expect(keys({ program: "7" })).toEqual([]);
  expect(keys({ remote: "192.0.2.9:5000" })).toEqual(["in", "udp"]);
  expect(keys({ remote: "192.0.2.0/24" })).toEqual(["in", "udp"]);
  expect(keys({ remote: "192.0.2.77/24" })).toEqual(["in", "udp"]);
  expect(keys({ remote: "2001:db8:9::/48" })).toEqual(["six"]);
  expect(keys({ remote: "[2001:db8:9::5]:443" })).toEqual(["six"]);
  expect(keys({ way: "out" })).toEqual(["out", "udp", "six"]);
});

test("what waits and what stays inside can be hidden, each by itself", () => {
  expect(keys({ listening: false })).toEqual(["out", "in", "udp", "self", "own", "six"]);
  expect(keys({ loopback: false })).toEqual(["out", "https", "in", "udp", "six"]);
});

test("rows stand by program, what waits first, and those of no known program last", () => {
  expect(groupSockets(rows).map(({ program, rows: own }) => [program, own.map(({ key }) => key)])).toEqual([
    ["nginx", ["https", "in"]],
    ["php-fpm8.2", ["out", "six", "self"]],
    [null, ["db", "udp", "own"]],
  ]);
});

test("the time line counts each program, leaves gaps open and has a bound", () => {
  const [one, two] = [all.slice(0, 1), all.slice(0, 3)];
  const seen = [one, two].reduce<readonly Moment[]>(
    (moments, own, at) => addMoment(moments, 10 + at, own),
    [],
  );
  expect(countsOf(seen, "nginx")).toEqual([0, 2]);
  const later = addMoment(seen, 60, one);
  expect(countsOf(later, "php-fpm8.2")).toEqual([1, 1, null, 1]);
  expect(countsOf(addMoment(later, 3, one), "php-fpm8.2")).toEqual([1]);
  let many: readonly Moment[] = [];
  for (let at = 0; at < 500; at += 1) many = addMoment(many, at, one);
  expect(many.length).toBe(120);
});
