import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { afterEach, expect, it } from "vitest";
import { answerName } from "./answer-name.mjs";

let close: (() => void) | null = null;
afterEach(() => {
  close?.();
  close = null;
});

/** Asks as a program does: c-ares is the judge of the answers. */
async function resolver(): Promise<Resolver> {
  const socket = createSocket("udp4");
  socket.on("message", (query, from) => {
    const answer = answerName(query);
    if (answer !== null) socket.send(answer, from.port, from.address);
  });
  await new Promise<void>((done) => socket.bind(0, "127.0.0.1", done));
  close = () => socket.close();
  const asking = new Resolver({ timeout: 10_000, tries: 1 });
  asking.setServers([`127.0.0.1:${socket.address().port}`]);
  return asking;
}

it("finds every name on the practice internet in both families, and none that is set aside as invalid", async () => {
  const asking = await resolver();
  expect(await asking.resolve4("example.com")).toEqual(["198.51.100.53"]);
  expect(await asking.resolve6("deb.debian.org")).toEqual(["2001:db8:ffff::53"]);
  await expect(asking.resolve4("nobody.invalid")).rejects.toMatchObject({ code: "ENOTFOUND" });
  await expect(asking.resolveMx("example.com")).rejects.toMatchObject({ code: "ENODATA" });
});

it("answers nothing that is no query", () => {
  for (const text of ["probe", "", "x".repeat(40)]) expect(answerName(Buffer.from(text))).toBeNull();
  const long = Buffer.alloc(20);
  long.writeUInt16BE(1, 4);
  long[12] = 63;
  expect(answerName(long)).toBeNull();
});
