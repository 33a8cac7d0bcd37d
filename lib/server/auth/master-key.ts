import { createHash, hkdfSync, randomBytes } from "node:crypto";
import { chmodSync, linkSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dataFolder } from "../db/data-folder";
import { ServiceError } from "../services/service-error";

const hexKey = /^[0-9a-f]{64}$/i;

function fromHex(text: string, place: string): Buffer {
  const hex = text.trim();
  if (!hexKey.test(hex))
    throw new ServiceError(
      "master-key-malformed",
      `${place} does not hold a master key: 64 hexadecimal digits are expected. A new one: openssl rand -hex 32`,
      { status: 500, params: { place } },
    );
  return Buffer.from(hex, "hex");
}

function readKeyFile(file: string): Buffer | null {
  try {
    const text = readFileSync(file, "utf8");
    // Only where it is needed: on a disk that has become read-only the key must still open what it sealed.
    if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
    return fromHex(text, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Writes a new key in one step: of several starts at once, the first one's key is everybody's. */
function makeKeyFile(file: string): void {
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  writeFileSync(temporary, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
  try {
    linkSync(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(temporary);
  }
}

/**
 * The 32 bytes that every other secret of the panel hangs on: `SEKISHO_KEY` (64 hexadecimal digits), or the file `key`
 * (0600) in the data folder, made on the first start. Throws `ServiceError` master-key-malformed.
 */
export function masterKey(): Buffer {
  const given = process.env.SEKISHO_KEY;
  if (given !== undefined && given !== "") return fromHex(given, "SEKISHO_KEY");
  const file = join(dataFolder(), "key");
  const existing = readKeyFile(file);
  if (existing !== null) return existing;
  makeKeyFile(file);
  const made = readKeyFile(file);
  if (made === null) throw new Error(`the master key ${file} vanished while it was made`);
  return made;
}

/** A key for one purpose; from it nobody finds the master key or that of another purpose. */
export function derivedKey(purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", masterKey(), Buffer.alloc(0), `sekisho ${purpose}`, 32));
}

/** 4 bytes that tell one key from another and nothing about it. */
export function keyMark(key: Buffer): Buffer {
  return createHash("sha256").update("sekisho mark").update(key).digest().subarray(0, 4);
}
