import { createHash } from "node:crypto";

/** `SHA256:…` of a raw public key blob, letter for letter as `ssh-keygen -lf` prints it. */
export function keyFingerprint(blob: Buffer): string {
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}

/** Key type at the head of a raw public key blob (RFC 4253, 6.6), for example `ssh-ed25519`. */
export function keyType(blob: Buffer): string {
  if (blob.length < 4) return "unknown";
  const length = blob.readUInt32BE(0);
  return blob.length < 4 + length ? "unknown" : blob.toString("latin1", 4, 4 + length);
}
