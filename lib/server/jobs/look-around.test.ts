import { expect, it, vi } from "vitest";
import type { HostSession } from "@/lib/server/hosts/session";
import { sampleFacts } from "@/lib/server/services/fresh-panel";
import { lookAround } from "./read-flows";

vi.mock("./read-host", () => ({ readHost: async () => sampleFacts() }));

/** A session whose one call after the facts is answered so. */
function session(answer: () => string): HostSession {
  const run = async () => ({ stdout: answer(), stderr: "", code: 0 });
  return { run, close: () => {} } as unknown as HostSession;
}
const told =
  "SEKISHO:FACT untrack no\nSEKISHO:FACT tracking yes\nSEKISHO:FACT sockets no\nSEKISHO:FACT loose 1\nSEKISHO:OVER\n";

it("a look tells the facts and what is open", async () => {
  const { facts, listing } = await lookAround(session(() => told));
  expect(facts).toEqual(sampleFacts());
  expect(listing?.tools).toEqual({ tracking: true, sockets: false, untrack: false });
});

it("a look stands by its facts where the list is cut, or the connection is lost on the way", async () => {
  const lost = () => {
    throw new Error("the connection was lost");
  };
  for (const answer of [() => told.replace("SEKISHO:OVER\n", ""), lost]) {
    expect(await lookAround(session(answer))).toEqual({ facts: sampleFacts(), listing: null });
  }
});
