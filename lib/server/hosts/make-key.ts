import { utils } from "ssh2";
import { parseKey } from "./parse-key";

/** A new key pair; `privateKey` is OpenSSH text without a passphrase and is to be sealed at once. */
export type MadeKey = {
  readonly privateKey: string;
  readonly publicKey: string;
  readonly fingerprint: string;
};

/** Makes an Ed25519 pair. The comment is what an administrator will read in authorized_keys. */
export function makeKey(comment: string): MadeKey {
  const pair = utils.generateKeyPairSync("ed25519", { comment: comment.replace(/[^A-Za-z0-9@._+-]/g, "-") });
  const info = parseKey(pair.private, null);
  if (!info.ok) throw new Error(`A fresh key cannot be read: ${info.problems[0]?.code}`);
  return {
    privateKey: pair.private,
    publicKey: info.value.publicKey,
    fingerprint: info.value.fingerprint,
  };
}
