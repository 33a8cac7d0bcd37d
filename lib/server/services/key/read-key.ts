import * as z from "zod";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { hostGateway } from "../host-gateway";
import { parseInput } from "../parse-input";
import { findKey } from "./find-key";
import type { KeyView } from "./key-view";

const inputSchema = z.strictObject({ keyId: z.string() });

/** The public part of a key and how to let it in. */
export async function readKey(context: Context, input: unknown): Promise<KeyView> {
  authorise(context, "key.read");
  const { keyId } = parseInput(inputSchema, input);
  const key = await transaction((tx) => findKey(tx, keyId));
  return {
    keyId: key.id,
    name: key.name,
    publicKey: key.publicKey,
    fingerprint: key.fingerprint,
    installCommand: hostGateway().installCommand(key.publicKey),
  };
}
