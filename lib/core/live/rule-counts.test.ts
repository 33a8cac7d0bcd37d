import { expect, test } from "vitest";
import { ruleCounts } from "./rule-counts";

test("reads what our own rules have counted out of a whole save text, and leaves the rules of others", () => {
  const text = `# Generated
*raw
:OUTPUT ACCEPT [5:300]
:SEKISHO-RAW - [0:0]
[2:120] -A SEKISHO-RAW -p tcp -j CT --helper ftp
COMMIT
*filter
:INPUT DROP [1:40]
:SEKISHO-IN - [0:0]
[9:900] -A INPUT -j SEKISHO-IN
[7:700] -A SEKISHO-IN -i lo -j ACCEPT
[0:0] -A SEKISHO-IN -m comment --comment "[1:2] -A" -j DROP
COMMIT`;
  expect(ruleCounts(text, 4)).toEqual([
    {
      family: 4,
      table: "raw",
      chain: "SEKISHO-RAW",
      text: "-A SEKISHO-RAW -p tcp -j CT --helper ftp",
      packets: 2,
      bytes: 120,
    },
    {
      family: 4,
      table: "filter",
      chain: "SEKISHO-IN",
      text: "-A SEKISHO-IN -i lo -j ACCEPT",
      packets: 7,
      bytes: 700,
    },
    {
      family: 4,
      table: "filter",
      chain: "SEKISHO-IN",
      text: '-A SEKISHO-IN -m comment --comment "[1:2] -A" -j DROP',
      packets: 0,
      bytes: 0,
    },
  ]);
});
