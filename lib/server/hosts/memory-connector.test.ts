import { expect, it } from "vitest";
import { memoryConnector } from "./memory-connector";
import type { HostTarget } from "./session";

const target: HostTarget = {
  hostId: "h1",
  user: "root",
  endpoint: { kind: "tcp", address: "192.0.2.1", port: 22 },
  authentication: { kind: "password", password: "x" },
  pinnedFingerprint: "SHA256:memory",
};
const options = { sudo: false, timeoutMilliseconds: 1000 };

it("answers as scripted, line by line, and records what was asked", async () => {
  const connector = memoryConnector({
    answer: ({ script }) => ({ code: 0, stdout: `one\n${script}\n`, stderr: "" }),
    fault: (_target, attempt) => (attempt === 2 ? { code: "timeout" } : null),
  });
  const session = await connector.connect(target, 1000);
  const lines: string[] = [];
  const answer = await session.run("two", { ...options, onLine: (line) => lines.push(line) });
  expect(answer.stdout).toBe("one\ntwo\n");
  expect(lines).toEqual(["one", "two"]);
  await expect(connector.connect(target, 1000)).rejects.toMatchObject({ fault: { code: "timeout" } });
  session.close();
  session.close();
  expect(connector.open()).toBe(0);
  expect((await session.run("three", options)).code).toBeNull();
  expect(connector.runs.map(({ connection, script }) => [connection, script])).toEqual([[1, "two"]]);
});

it("refuses a host key that is not the pinned one", async () => {
  const connector = memoryConnector({ answer: () => ({ code: 0, stdout: "", stderr: "" }) });
  await expect(connector.connect({ ...target, pinnedFingerprint: "SHA256:old" }, 1000)).rejects.toMatchObject(
    {
      fault: { code: "host-key-changed", pinned: "SHA256:old", shown: "SHA256:memory" },
    },
  );
});
