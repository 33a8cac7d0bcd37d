import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { derivedKey, masterKey } from "./master-key";
import { isSealedWithThisKey, open, seal } from "./seal";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sekisho-key-"));
  vi.stubEnv("SEKISHO_DATA", folder);
  vi.stubEnv("SEKISHO_KEY", "");
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const secret = "-----BEGIN KEY-----\nñ鍵\n";

function codeOf(work: () => unknown) {
  try {
    work();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return null;
}

describe("seal", () => {
  it("opens to what went in, and looks different each time", () => {
    const one = seal(secret);
    expect(open(one)).toBe(secret);
    expect(open(seal(""))).toBe("");
    expect(Buffer.from(one).equals(Buffer.from(seal(secret)))).toBe(false);
    expect(Buffer.from(one).includes("BEGIN")).toBe(false);
  });

  it("refuses a secret of which any byte was changed", () => {
    const sealed = seal(secret);
    for (let index = 0; index < sealed.length; index++) {
      const changed = new Uint8Array(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(["sealed-damaged", "wrong-master-key"]).toContain(codeOf(() => open(changed)));
    }
    expect(codeOf(() => open(new Uint8Array(3)))).toBe("sealed-damaged");
  });

  it("says so when another master key is in place", () => {
    const sealed = seal(secret);
    expect(isSealedWithThisKey(sealed)).toBe(true);
    vi.stubEnv("SEKISHO_KEY", "a".repeat(64));
    expect(isSealedWithThisKey(sealed)).toBe(false);
    expect(codeOf(() => open(sealed))).toBe("wrong-master-key");
  });
});

describe("the master key", () => {
  it("is made once, in a file for its owner only, with nothing left beside it", () => {
    const made = masterKey();
    expect(masterKey().equals(made)).toBe(true);
    expect(readFileSync(join(folder, "key"), "utf8").trim()).toBe(made.toString("hex"));
    expect(statSync(join(folder, "key")).mode & 0o777).toBe(0o600);
  });

  it("is closed to others when its file was left open, and touched no further", () => {
    masterKey();
    const file = join(folder, "key");
    chmodSync(file, 0o644);
    masterKey();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { ctimeMs } = statSync(file);
    masterKey();
    expect(statSync(file).ctimeMs, "a disk that became read-only could not take even this").toBe(ctimeMs);
  });

  it("comes from the environment when given there, and then no file is made", () => {
    vi.stubEnv("SEKISHO_KEY", "B".repeat(64));
    expect(masterKey().toString("hex")).toBe("b".repeat(64));
    expect(() => readFileSync(join(folder, "key"))).toThrow(/ENOENT/);
  });

  it("is refused when it is no key", () => {
    vi.stubEnv("SEKISHO_KEY", "hunter2");
    expect(codeOf(masterKey)).toBe("master-key-malformed");
    vi.stubEnv("SEKISHO_KEY", "");
    writeFileSync(join(folder, "key"), "short\n");
    expect(codeOf(masterKey)).toBe("master-key-malformed");
  });

  it("gives each purpose a key of its own", () => {
    expect(derivedKey("seal").equals(derivedKey("seal"))).toBe(true);
    expect(derivedKey("seal").equals(derivedKey("sessions"))).toBe(false);
    expect(derivedKey("seal").equals(masterKey())).toBe(false);
  });
});
