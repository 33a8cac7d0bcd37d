import { expect, test } from "vitest";
import type { BlockedFrame } from "@/lib/core/blocked/blocked-entry";
import { blockedReader } from "./parse-blocked";

const packet =
  "sekisho out: IN= OUT=eth0 SRC=203.0.113.10 DST=198.51.100.53 LEN=60 PROTO=TCP SPT=50000 DPT=25 SYN URGP=0 UID=33 GID=33 ";

function read(text: string) {
  const frames: BlockedFrame[] = [];
  const reader = blockedReader((frame) => frames.push(frame));
  for (const line of text.split("\n")) reader.take(line);
  return { frames, failed: reader.failed() };
}

const head = "SEKISHO:FACT boot-id b-1\nSEKISHO:FACT log kernel \nSEKISHO:TICK 100.00\n";

test("each second is a frame with what the log took in meanwhile, and the programs of the account at that moment", () => {
  const { frames } = read(`Welcome
${head}SEKISHO:LOG 4,71,3000000,-;${packet}
SEKISHO:BEGIN programs-33
SEKISHO:|nginx
SEKISHO:|php-fpm8.2
SEKISHO:END programs-33
SEKISHO:LOG 4,72,100500000,-,caller=T9;${packet}
SEKISHO:TICK 101.00
SEKISHO:TICK 102.00
`);
  const about = { bootId: "b-1", reader: "kernel", reason: null };
  expect(frames.map(({ entries: _, ...rest }) => rest)).toEqual([
    { ...about, uptime: 100 },
    { ...about, uptime: 101 },
    { ...about, uptime: 102 },
  ]);
  // The first one was written long before anybody looked: what runs now need not have sent it.
  expect(
    frames.map(({ entries }) =>
      entries.map(({ uptime, sequence, programs }) => [uptime, sequence, programs]),
    ),
  ).toEqual([
    [],
    [
      [3, 71, null],
      [100.5, 72, ["nginx", "php-fpm8.2"]],
    ],
    [],
  ]);
  expect(frames[1]?.entries[1]?.entry).toMatchObject({ uid: 33, destinationPort: 25 });
});

test("packet messages have no number; what an old line could not know is not told of it", () => {
  const { frames } = read(`SEKISHO:FACT boot-id b
SEKISHO:FACT log nflog 
SEKISHO:BEGIN programs-33
SEKISHO:|curl
SEKISHO:END programs-33
SEKISHO:LOG 6,-,90000000,-;${packet}
SEKISHO:TICK 100
`);
  expect(frames[0]).toMatchObject({
    reader: "nflog",
    entries: [{ uptime: 90, sequence: null, programs: null }],
  });
});

test("a line that a program wrote into the kernel's log is not believed, nor one that is none of ours", () => {
  const { frames } = read(`${head}SEKISHO:LOG 12,73,100600000,-;${packet}
SEKISHO:LOG 4,74,100700000,-;[UFW BLOCK] IN=eth0 OUT= SRC=1.1.1.1 DST=2.2.2.2 PROTO=TCP SPT=1 DPT=2 
SEKISHO:LOG nonsense
SEKISHO:TICK 101
`);
  expect(frames.map(({ entries }) => entries)).toEqual([[], []]);
});

test("where there is no log it says why, and goes on; where the host refuses, its word is kept", () => {
  expect(read("SEKISHO:FACT boot-id b\nSEKISHO:FACT log none taken\nSEKISHO:TICK 5\n").frames).toEqual([
    { uptime: 5, bootId: "b", reader: "none", reason: "taken", entries: [] },
  ]);
  expect(read("SEKISHO:FAIL - not-root\nSEKISHO:OVER\n").failed).toBe("not-root");
});
