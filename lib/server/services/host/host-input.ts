import * as z from "zod";
import { parseAddress } from "@/lib/core/net/address";
import { linuxUserSchema, objectNameSchema } from "@/lib/core/policy/schema";

const domainName =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** An IPv4 or IPv6 address, or a DNS name; a name of digits and dots only is a mistyped address. */
export const hostAddressSchema = z
  .string()
  .trim()
  .max(253)
  .refine(
    (text) => parseAddress(text) !== null || (domainName.test(text) && !/^[\d.]+$/.test(text)),
    "address",
  );

export const hostNameSchema = objectNameSchema;
export const portSchema = z.int("port").min(1, "port").max(65535, "port");
export const userSchema = linuxUserSchema;
export const fingerprintSchema = z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/, "fingerprint");
export const hostIdSchema = z.strictObject({ hostId: z.string().min(1).max(64) });
