import { expect, it, vi } from "vitest";
import { pretendPanel } from "./testing/pretend-panel";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const panel = pretendPanel();

it("sends the minimal set of the confirmed policy along with the confirm, and with nothing else", async () => {
  const hostId = await panel.setUp();
  const runner = panel.startPanel("a");
  await panel.begin(hostId);
  await runner.idle();
  const scripts = panel.world.connector.runs.map(({ script }) => script);
  const marked = "-A SEKISHO-IN -s 203.0.113.9/32 -p tcp -m tcp --dport 22 -j ACCEPT";
  const confirms = scripts.filter((script) => /^phase confirm$/m.test(script));
  expect(confirms).toHaveLength(1);
  for (const script of confirms) {
    expect(script).toContain(marked);
    expect(script).toMatch(/^rules4 \d+:\d+\nrules6 \d+:\d+$/m);
  }
  for (const script of scripts.filter((one) => !confirms.includes(one))) expect(script).not.toContain(marked);
});
