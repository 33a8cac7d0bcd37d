import type { NextConfig } from "next";

/** The same for every answer. The content security policy has a nonce for each request: see proxy.ts. */
const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  // Not "no-referrer": a form would then be sent with `Origin: null`, and be refused.
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), payment=(), usb=()" },
];

const config: NextConfig = {
  reactStrictMode: true,
  typedRoutes: true,
  poweredByHeader: false,
  // Its optional native parts cannot be bundled.
  serverExternalPackages: ["ssh2"],
  // The set-up writes no files for coding tools, and nothing but an error stops a build.
  agentRules: false,
  allowedDevOrigins: ["127.0.0.1"],
  experimental: {
    agentUpgrade: false,
    // A pasted list of ten thousand prefixes is more than the 1 MB of the default.
    serverActions: { bodySizeLimit: "8mb" },
  },
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
};

export default config;
