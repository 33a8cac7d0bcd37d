import { utils } from "ssh2";

/** ssh2 1.17 drops a zero byte at the beginning of an Ed25519 public key: one pair of 256 is malformed. */
const attempts = 16;

/** An Ed25519 pair in OpenSSH's formats that can be read again. */
export function makePair(comment: string): { readonly private: string; readonly public: string } {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const pair = utils.generateKeyPairSync("ed25519", { comment });
    if (!(utils.parseKey(pair.private) instanceof Error)) return pair;
  }
  throw new Error("No key pair could be made.");
}
