import { NextRequest } from "next/server";
import { afterEach, describe, expect, it } from "vitest";
import { proxy } from "@/proxy";
import { setSetupNeeded } from "../services/setup/setup-state";

afterEach(() => setSetupNeeded(false));

const ask = (path: string, cookie?: string) =>
  proxy(new NextRequest(`http://127.0.0.1:8080${path}`, { headers: cookie ? { cookie } : {} }));

const place = (path: string, cookie?: string) => {
  const location = ask(path, cookie).headers.get("location");
  return location === null ? null : new URL(location).pathname;
};

describe("the proxy", () => {
  it("shows nothing but the setup while there is no owner", () => {
    setSetupNeeded(true);
    for (const path of ["/", "/sign-in", "/hosts/1", "/setupx"])
      expect(place(path, "sekisho.session_token=x")).toBe("/setup");
    expect(place("/setup")).toBeNull();
    expect(ask("/api/auth/sign-in/email").status).toBe(503);
  });

  it("sends strangers to the sign-in page, and answers 401 to their programs", () => {
    for (const path of ["/", "/hosts/1", "/sign-inx", "/setup"]) expect(place(path)).toBe("/sign-in");
    expect(ask("/api/applies/1/events").status).toBe(401);
    expect(place("/sign-in")).toBeNull();
    expect(ask("/api/auth/get-session").status).toBe(200);
    expect(place("/hosts/1", "sekisho.session_token=x")).toBeNull();
  });

  it("takes nothing for the panel's own programs that another page sends, of another port neither", () => {
    const post = (path: string, origin: string) =>
      proxy(
        new NextRequest(`http://127.0.0.1:8080${path}`, {
          method: "POST",
          headers: { cookie: "sekisho.session_token=x", host: "127.0.0.1:8080", origin },
        }),
      ).status;
    for (const origin of ["http://evil.example", "http://127.0.0.1:9999", "null"])
      for (const path of ["/api/hosts/1/inspection", "/api/auth/sign-out"])
        expect(post(path, origin), `${origin} ${path}`).toBe(403);
    expect(post("/api/hosts/1/inspection", "http://127.0.0.1:8080")).toBe(200);
  });

  it("allows scripts by a nonce that is new for each request, and no framing", () => {
    const policies = [ask("/sign-in"), ask("/sign-in")].map(
      (answer) => answer.headers.get("content-security-policy") ?? "",
    );
    const nonces = policies.map((policy) => /script-src [^;]*'nonce-([^']{20,})'/.exec(policy)?.[1]);
    expect(new Set(nonces.filter(Boolean)).size).toBe(2);
    for (const policy of policies) {
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    }
  });
});
