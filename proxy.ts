import { getSessionCookie } from "better-auth/cookies";
import { type NextRequest, NextResponse } from "next/server";
import { cookiePrefix } from "@/lib/server/auth/cookie-prefix";
import { isSetupNeeded } from "@/lib/server/services/setup/setup-state";

const development = process.env.NODE_ENV === "development";

/** Scripts run only with this request's nonce; nothing is loaded from elsewhere, and no other page may frame ours. */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    // The development server evaluates code to refresh modules.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    // Components place themselves with style attributes, which a nonce cannot allow.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self'${development ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

const inside = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);

/** Where a request must go instead, or null. Only "signed in at all?": what one may do is asked in the verbs. */
function detour(request: NextRequest): "/setup" | "/sign-in" | null {
  const path = request.nextUrl.pathname;
  if (isSetupNeeded()) return inside(path, "/setup") ? null : "/setup";
  if (inside(path, "/setup")) return "/sign-in";
  if (inside(path, "/sign-in") || inside(path, "/api/auth")) return null;
  return getSessionCookie(request, { cookiePrefix }) === null ? "/sign-in" : null;
}

/**
 * Whether another page's script or form sends this. Cookies tell sites apart, not ports: a page of another program on
 * this machine would come with ours. Server actions are held to the same by the framework, the rest is held here.
 */
function isFromAnotherPage(request: NextRequest): boolean {
  const origin = request.headers.get("origin");
  if (origin === null || request.method === "GET" || request.method === "HEAD") return false;
  const ours = request.headers.get("x-forwarded-host") ?? request.headers.get("host");
  return !URL.canParse(origin) || new URL(origin).host !== ours;
}

export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.randomUUID()).toString("base64");
  const policy = contentSecurityPolicy(nonce);
  if (inside(request.nextUrl.pathname, "/api") && isFromAnotherPage(request))
    return NextResponse.json({ code: "other-origin" }, { status: 403 });
  const place = detour(request);
  if (place !== null) {
    if (!inside(request.nextUrl.pathname, "/api"))
      return NextResponse.redirect(new URL(place, request.nextUrl));
    return place === "/setup"
      ? NextResponse.json({ code: "setup-needed" }, { status: 503 })
      : NextResponse.json({ code: "not-signed-in" }, { status: 401 });
  }
  const headers = new Headers(request.headers);
  // The framework reads the nonce from the policy; the layout hands it to what writes inline scripts.
  headers.set("content-security-policy", policy);
  headers.set("x-nonce", nonce);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = {
  // Not for built files, nor for the pictures at the root.
  matcher: ["/((?!_next/|[^/]+\\.(?:ico|svg|png|webmanifest|txt)$).*)"],
};
