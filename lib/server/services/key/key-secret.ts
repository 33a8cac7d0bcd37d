import * as z from "zod";
import { open, seal } from "@/lib/server/auth/seal";

const secretSchema = z.object({ privateKey: z.string(), passphrase: z.string().nullable() });

/** A private key as it was made or pasted, with the passphrase that it needs. In memory only. */
export type KeySecret = z.infer<typeof secretSchema>;

/** Seals a key for its row. */
export function sealKey({ privateKey, passphrase }: KeySecret): Uint8Array<ArrayBuffer> {
  return seal(JSON.stringify({ privateKey, passphrase }));
}

/** Opens a key for one connection; only jobs do. Throws `wrong-master-key`, `sealed-damaged`. */
export function openKey(sealed: Uint8Array): KeySecret {
  return secretSchema.parse(JSON.parse(open(sealed)));
}
