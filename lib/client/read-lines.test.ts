import { expect, test } from "vitest";
import { readLines } from "./read-lines";

function stream(...chunks: (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks)
        controller.enqueue(typeof chunk === "string" ? encoder.encode(chunk) : chunk);
      controller.close();
    },
  });
}

async function all(body: ReadableStream<Uint8Array>): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(body)) lines.push(line);
  return lines;
}

test("a line that arrives in pieces is one line", async () => {
  expect(await all(stream("one\ntw", "o\nthr", "ee"))).toEqual(["one", "two", "three"]);
});

test("a letter that is split between two chunks stays whole", async () => {
  const bytes = new TextEncoder().encode("関所\n");
  expect(await all(stream(bytes.slice(0, 2), bytes.slice(2)))).toEqual(["関所"]);
});
