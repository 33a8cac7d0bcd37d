import { expect, test } from "vitest";
import { lostEffects as lostIn } from "./lost-effects";

const lostEffects = (live: string, sent: string) => lostIn(live, sent, 4);

const text = (...rules: string[]) =>
  ["*filter", ":INPUT ACCEPT [0:0]", ":SEKISHO-IN - [0:0]", ...rules, "COMMIT", ""].join("\n");
const accept = "-A SEKISHO-IN -p tcp -m tcp --dport 22 -j ACCEPT";
const log = '-A SEKISHO-IN -m limit --limit 10/min -j LOG --log-prefix "sekisho in: "';
const knock = "-A SEKISHO-IN -p tcp -m recent --set --name sekisho-scan-4 --mask 255.255.255.255 --rsource";
const drop = '-A SEKISHO-IN -m comment --comment "was -j LOG once" -j DROP';

test("rules that log or remember are missed when they are gone, whatever the others say", () => {
  const sent = text(accept, knock, log, log, drop);
  expect(lostEffects(sent, sent)).toEqual([]);
  expect(lostEffects(text(log, drop, knock, log), sent)).toEqual([]);
  expect(lostEffects(text(accept, log, drop), sent)).toEqual([knock, log]);
  expect(lostEffects(text(accept, knock, log, log), sent)).toEqual([]);
  expect(lostEffects(sent.replaceAll("10/min ", "10/minute --limit-burst 5 "), sent)).toEqual([]);
  // Counters and rules of others are no part of it; what somebody logs besides is not missed.
  expect(lostEffects(text("[7:420] -A INPUT -j LOG", `[9:500] ${knock}`, log, log, log), sent)).toEqual([]);
});
