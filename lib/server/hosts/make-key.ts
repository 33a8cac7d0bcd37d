import { utils } from "ssh2";
import { parseKey } from "./parse-key";

/** A new key pair; `privateKey` is OpenSSH text without a passphrase and is to be sealed at once. */
export type MadeKey = {
  readonly privateKey: string;
  readonly publicKey: string;
  readonly fingerprint: string;
};

/**
 * ssh2 1.17 drops a zero byte at the beginning of an Ed25519 public key: one pair of 256 is malformed. So many in a row
 * do not come from that.
 */
const attempts = 16;

/** Makes an Ed25519 pair. The comment is what an administrator will read in authorized_keys. */
export function makeKey(comment: string): MadeKey {
  const plain = comment.replace(/[^A-Za-z0-9@._+-]/g, "-");
  let code = "";
  for (let attempt = 0; attempt < attempts; attempt++) {
    const pair = utils.generateKeyPairSync("ed25519", { comment: plain });
    const info = parseKey(pair.private, null);
    if (info.ok) {
      const { publicKey, fingerprint } = info.value;
      return { privateKey: pair.private, publicKey, fingerprint };
    }
    code = info.problems[0]?.code ?? "";
  }
  throw new Error(`A fresh key cannot be read: ${code}`);
}
