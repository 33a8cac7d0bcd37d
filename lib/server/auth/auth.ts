import "server-only";
import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { nextCookies } from "better-auth/next-js";
import { db } from "../db/client";
import { attemptHooks } from "./attempt-hooks";
import { cookiePrefix } from "./cookie-prefix";
import { derivedKey } from "./master-key";

/** Fewer characters can be guessed from a stolen database. */
export const shortestPassword = 12;
export const longestPassword = 128;

function create() {
  return betterAuth({
    appName: "Sekisho",
    // The address that people type, when a proxy stands in front. Without it: the address of each request.
    baseURL: process.env.SEKISHO_URL || undefined,
    secret: derivedKey("sessions").toString("hex"),
    database: prismaAdapter(db, { provider: "sqlite" }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: shortestPassword,
      maxPasswordLength: longestPassword,
    },
    user: { additionalFields: { permission: { type: "string", input: false, defaultValue: "viewer" } } },
    // Attempts by address, for every path; those by account are in the hooks.
    rateLimit: { enabled: true, storage: "database", modelName: "rateLimit" },
    hooks: attemptHooks,
    advanced: {
      cookiePrefix,
      // A Secure cookie does not come back over plain http, which is how 127.0.0.1 is reached.
      useSecureCookies: (process.env.SEKISHO_URL ?? "").startsWith("https:"),
      // Our own server sets the forwarded headers, and drops those of the client.
      trustedProxyHeaders: true,
      ipAddress: { ipAddressHeaders: ["x-forwarded-for"] },
    },
    telemetry: { enabled: false },
    logger: { level: "error" },
    // Must be the last one: it sets the cookies that the others made.
    plugins: [nextCookies()],
  });
}

type Auth = ReturnType<typeof create>;

const shared = globalThis as typeof globalThis & { sekishoAuth?: Auth };

/** Accounts and sessions. Made on first use: the secret hangs on the master key in the data folder. */
export function auth(): Auth {
  shared.sekishoAuth ??= create();
  return shared.sekishoAuth;
}
