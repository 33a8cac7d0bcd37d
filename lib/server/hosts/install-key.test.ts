import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { InstallKeyError, installKey } from "./install-key";
import { makeKey } from "./make-key";
import { type ScriptedExec, scriptedServer } from "./scripted-server";
import { sshConnector } from "./ssh-connector";

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const { publicKey } = makeKey("panel");

async function host(exec: (exec: ScriptedExec) => void) {
  const server = await scriptedServer({ password: "once", exec });
  closers.push(() => server.close());
  return (password: string) =>
    installKey(
      sshConnector,
      {
        hostId: "h1",
        user: "deploy",
        endpoint: { kind: "tcp", address: "127.0.0.1", port: server.port },
        authentication: { kind: "password", password },
        pinnedFingerprint: server.fingerprint,
      },
      publicKey,
      5000,
    );
}

/** Runs the script in a home folder of its own, after a profile that prints. */
function homeExec(home: string) {
  return async ({ channel, script }: ScriptedExec) => {
    const child = spawn("sh", ["-s"], {
      env: { ...process.env, HOME: home },
      stdio: ["pipe", "pipe", "pipe"],
    });
    child.stdout.on("data", (chunk) => channel.write(chunk));
    child.on("close", (code) => {
      channel.exit(code ?? 1);
      channel.end();
    });
    channel.write("Welcome! SEKISHO-KEY is not for you.\n");
    child.stdin.end(await script);
  };
}

it("puts the key in place with a password, and finds it there the second time", async () => {
  const home = mkdtempSync(join(tmpdir(), "home-"));
  closers.push(() => rmSync(home, { recursive: true }));
  const install = await host(homeExec(home));
  expect(await install("once")).toBe("installed");
  expect(await install("once")).toBe("present");
  expect(readFileSync(join(home, ".ssh/authorized_keys"), "utf8")).toBe(`${publicKey}\n`);
});

it("names a wrong password", async () => {
  const install = await host(() => {});
  await expect(install("wrong")).rejects.toMatchObject({ fault: { code: "authentication" } });
});

it("does not take a home folder that cannot be written for success", async () => {
  const install = await host(homeExec("/nonexistent"));
  await expect(install("once")).rejects.toBeInstanceOf(InstallKeyError);
});
