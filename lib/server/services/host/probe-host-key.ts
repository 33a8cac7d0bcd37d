import * as z from "zod";
import { authorise, type Context } from "../context";
import { hostGateway } from "../host-gateway";
import { parseInput } from "../parse-input";
import { hostAddressSchema, portSchema } from "./host-input";
import type { HostKeyView } from "./host-view";

const inputSchema = z.strictObject({ address: hostAddressSchema, port: portSchema.default(22) });

/** Asks an SSH server for its key without signing in, so that the operator can compare it before trusting it. */
export async function probeHostKey(context: Context, input: unknown): Promise<HostKeyView> {
  authorise(context, "host.add");
  return hostGateway().readHostKey(parseInput(inputSchema, input));
}
