import type { CtZone } from "@/lib/core/ruleset/target";
import type { Token } from "../lex-line";
import { most16, wholeNumber } from "../numbers";
import { expected, type Fault, flag, type Given, isFault, type TargetParser, valued } from "../parse-option";

/** Events of connections, in the order in which iptables-save prints them (libxt_CT.c). */
const connectionEvents = "new related destroy reply assured protoinfo helper mark natseqinfo secmark".split(
  " ",
);

function readEvents(token: Token | undefined, names: readonly string[]): readonly string[] | Fault {
  const words = token?.text.split(",") ?? [];
  if (token !== undefined && !words.every((word) => names.includes(word))) {
    return expected(token, `events out of ${names.join(", ")}`);
  }
  return names.filter((name) => words.includes(name));
}

const zoneWays = { "--zone": "both", "--zone-orig": "original", "--zone-reply": "reply" } as const;

/** Zone 0 is where everything is, and prints as nothing. */
function readZone(given: Given): CtZone | null | Fault {
  const [option] = given.only(...Object.keys(zoneWays)).options;
  const token = option?.values[0];
  if (option === undefined || token === undefined) return null;
  const way = zoneWays[option.name as keyof typeof zoneWays];
  if (token.text.toLowerCase() === "mark") return { id: "mark", way };
  const id = wholeNumber(token.text, most16);
  if (id === null) return expected(token, "a zone from 0 to 65535, or mark");
  return id === 0 ? null : { id, way };
}

export const ctParser: TargetParser = {
  options: {
    "--notrack": flag,
    "--helper": valued,
    "--timeout": valued,
    "--ctevents": valued,
    "--expevents": valued,
    "--zone": valued,
    "--zone-orig": valued,
    "--zone-reply": valued,
  },
  read: (given) => {
    const conflict = given.conflict(...Object.keys(zoneWays));
    if (conflict !== null) return conflict;
    const events = readEvents(given.value("--ctevents"), connectionEvents);
    if ("expected" in events) return events;
    const expectationEvents = readEvents(given.value("--expevents"), ["new"]);
    if ("expected" in expectationEvents) return expectationEvents;
    const zone = readZone(given);
    if (zone !== null && isFault(zone)) return zone;
    const notrack = given.has("--notrack");
    const helper = given.value("--helper")?.text ?? null;
    const timeout = given.value("--timeout")?.text ?? null;
    if (timeout === null && events.length + expectationEvents.length === 0 && zone === null) {
      if (notrack && helper === null) return { kind: "notrack" };
      if (!notrack && helper !== null) return { kind: "ct-helper", helper };
    }
    return { kind: "ct-settings", notrack, helper, timeout, events, expectationEvents, zone };
  },
};
