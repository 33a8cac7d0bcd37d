import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { isRunning } from "./record";

/** A program whose first thread has ended while another one lives on until its input ends. */
const leaderless = `
import ctypes, os, threading
threading.Thread(target=lambda: (os.write(1, b"up"), os.read(0, 1))).start()
ctypes.CDLL(None).pthread_exit(None)
`;

const statOf = (pid: number) => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];

it("a process runs as long as one of its threads does, and not under another start time", async () => {
  const child = spawn("python3", ["-c", leaderless], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const pid = child.pid ?? 0;
  await once(child.stdout, "data");
  await expect.poll(() => statOf(pid)[0]).toBe("Z");
  const recorded = { pid, startTime: statOf(pid)[19] ?? "" };
  expect(isRunning(recorded)).toBe(true);
  expect(isRunning({ ...recorded, startTime: "1" })).toBe(false);
  child.stdin.end();
  await ended;
  expect(isRunning(recorded)).toBe(false);
});
