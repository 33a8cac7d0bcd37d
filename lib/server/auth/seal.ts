import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { ServiceError } from "../services/service-error";
import { derivedKey, keyMark } from "./master-key";

// version (1) | mark of the key (4) | nonce (12) | tag (16) | ciphertext
const version = 1;
const markEnd = 5;
const nonceEnd = 17;
const tagEnd = 33;

const sealingKey = () => derivedKey("seal");

/** Encrypts a secret with AES-256-GCM under the master key, for a column of the database. */
export function seal(secret: string): Uint8Array<ArrayBuffer> {
  const key = sealingKey();
  const nonce = randomBytes(12);
  const mark = keyMark(key);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.from([version]));
  const body = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return new Uint8Array(Buffer.concat([Buffer.from([version]), mark, nonce, cipher.getAuthTag(), body]));
}

/** Whether a sealed secret was sealed with the master key of now. */
export function isSealedWithThisKey(sealed: Uint8Array): boolean {
  return Buffer.from(sealed.subarray(1, markEnd)).equals(keyMark(sealingKey()));
}

/**
 * Decrypts what `seal` made. Throws `ServiceError` wrong-master-key (sealed with another master key) or
 * sealed-damaged (not what `seal` wrote).
 */
export function open(sealed: Uint8Array): string {
  const bytes = Buffer.from(sealed);
  if (bytes.length < tagEnd || bytes[0] !== version) throw damaged();
  if (!isSealedWithThisKey(bytes))
    throw new ServiceError(
      "wrong-master-key",
      "This secret was sealed with another master key. Bring back the old SEKISHO_KEY, or the old file `key` of the data folder.",
      { status: 500 },
    );
  const cipher = createDecipheriv("aes-256-gcm", sealingKey(), bytes.subarray(markEnd, nonceEnd));
  cipher.setAAD(Buffer.from([version]));
  cipher.setAuthTag(bytes.subarray(nonceEnd, tagEnd));
  try {
    return Buffer.concat([cipher.update(bytes.subarray(tagEnd)), cipher.final()]).toString("utf8");
  } catch (error) {
    throw damaged(error);
  }
}

function damaged(cause?: unknown): ServiceError {
  return new ServiceError("sealed-damaged", "A sealed secret in the database is damaged. Enter it again.", {
    status: 500,
    cause,
  });
}
