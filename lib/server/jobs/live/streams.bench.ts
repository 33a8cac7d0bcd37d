import { expect, it } from "vitest";
import { hostGateway, setHostGateway } from "@/lib/server/services/host-gateway";
import { eventStream } from "@/lib/server/services/live/event-stream";
import { liveText } from "@/lib/server/services/live/live-text";
import { watchLive } from "@/lib/server/services/live/watch-live";
import { owner, practicePanel } from "../testing/practice-panel";

const panel = practicePanel();
const crowd = 100;
/** Messages that each viewer takes; one comes a second. */
const messages = 10;

/** One who looks: takes so many messages of the stream, and leaves. Answers the bytes that came. */
async function look(hostId: string): Promise<number> {
  const leaving = new AbortController();
  const request = new Request("http://panel/", { signal: leaving.signal });
  const { body } = eventStream(request, (signal) => watchLive(owner, { hostId }, signal), liveText);
  const reader = body?.getReader();
  let bytes = 0;
  for (let taken = 0; taken < messages; taken++) {
    const { value } = (await reader?.read()) ?? {};
    bytes += value?.byteLength ?? 0;
  }
  leaving.abort();
  return bytes;
}

it(`${crowd} who look at a host, against one`, async () => {
  const { hostId } = panel;
  const gateway = hostGateway();
  let open = 0;
  let most = 0;
  setHostGateway({
    ...gateway,
    watchLive: (...words) => {
      open += 1;
      most = Math.max(most, open);
      return gateway.watchLive(...words).finally(() => {
        open -= 1;
      });
    },
  });
  const cost = async (viewers: number) => {
    const before = { cpu: process.cpuUsage(), memory: process.memoryUsage().rss };
    const bytes = await Promise.all(Array.from({ length: viewers }, () => look(hostId)));
    const { user, system } = process.cpuUsage(before.cpu);
    return {
      processor: (user + system) / 1000,
      memory: (process.memoryUsage().rss - before.memory) / 2 ** 20,
      bytes: Math.min(...bytes),
    };
  };
  // The first one pays for what is loaded once.
  await cost(1);
  const one = await cost(1);
  const many = await cost(crowd);
  expect(many.bytes).toBeGreaterThan(0);
  expect(most).toBe(1);
  const tell = (name: string, { processor, memory }: typeof one) =>
    console.info(
      `${name}: ${processor.toFixed(0)} ms of processor in ${messages} messages each, ${memory.toFixed(1)} MiB more`,
    );
  tell("one viewer", one);
  tell(`${crowd} viewers`, many);
  console.info(
    `${most} session to the host; ratio of processor time ${(many.processor / one.processor).toFixed(1)}; panel ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB in all`,
  );
}, 120_000);
