import { describe, expect, it } from "vitest";
import { compile } from "@/lib/core/compile/compile";
import { startingPolicy } from "../roles";
import type { Policy } from "../schema";
import { parsePolicy, validatePolicy } from "../validate";
import { assertionNames, renameInAssertion } from "./assertion-names";
import { parseAssertion } from "./parse-assertion";
import { resolveAssertion } from "./resolve-assertion";

const web = startingPolicy("public-web-server", { admin: ["192.0.2.10"] });
const asserting = (...assertions: string[]): Policy => ({ ...web, assertions });
const found = (policy: Policy) => validatePolicy(policy, null).filter(({ path }) => path[0] === "assertions");

describe("assertions in a policy", () => {
  it("may be left out, and change no rule", () => {
    expect(parsePolicy(web)).toMatchObject({ ok: true });
    const [without, with_] = [compile(web, null), compile(asserting("anyone reaches https"), null)];
    if (!without.ok || !with_.ok) throw new Error("does not compile");
    expect(with_.value.ruleset4).toEqual(without.value.ruleset4);
  });

  it("stop where they cannot be read, or name what nothing is called, with their place", () => {
    expect(found(asserting("anyone reaches https"))).toEqual([]);
    expect(found(asserting("anyone reaches https", "anybody https"))).toMatchObject([
      { code: "assertion-verb", severity: "error", path: ["assertions", 1] },
    ]);
    expect(found(asserting("admni reaches htps"))).toMatchObject([
      { code: "network-unknown", severity: "error", params: { suggestion: "admin" } },
      { code: "service-unknown", severity: "error", params: { suggestion: "https" } },
    ]);
    expect(compile(asserting("admin reaches"), null).ok).toBe(false);
  });

  it("are noticed where the same stands twice", () => {
    expect(found(asserting("anyone reaches http", "anyone reaches http"))).toMatchObject([
      { code: "assertion-twice", severity: "notice", path: ["assertions", 1] },
    ]);
  });
});

describe("the names in assertions", () => {
  it("are found, and nothing else is taken for one", () => {
    const texts = [
      "nobody but office, 192.0.2.1 reaches ssh, tcp 80",
      "the VPS reaches hq on ntp",
      "not one",
    ];
    expect(assertionNames(texts)).toEqual({ networks: ["office", "hq"], services: ["ssh", "ntp"] });
  });

  it("can be changed; a text without them stays as it was typed", () => {
    const network = (name: string) => (name === "office" ? "office as of 1" : name);
    const same = (name: string) => name;
    expect(renameInAssertion("Nobody but office reaches ssh", network, same)).toBe(
      'nobody but "office as of 1" reaches ssh',
    );
    expect(renameInAssertion("Nobody  but hq reaches ssh", network, same)).toBe("Nobody  but hq reaches ssh");
    expect(renameInAssertion("office what", network, same)).toBe("office what");
  });
});

describe("an assertion without its names", () => {
  const resolved = (text: string) => {
    const read = parseAssertion(text);
    if (!read.ok) throw new Error(text);
    return resolveAssertion(read.value, web, null);
  };

  it("is about addresses of both families, or about everybody", () => {
    expect(resolved("nobody reaches ssh").peers).toBeNull();
    expect(resolved("admin reaches ssh").peers).toEqual([
      { family: 4, first: 0xc000020an, last: 0xc000020an },
    ]);
    // Whoever is not named is meant in both families.
    const others = resolved("nobody but admin reaches ssh").peers;
    expect(others?.map(({ family }) => family)).toEqual([4, 4, 6]);
    const holdsAdmin = others?.filter(
      (one) => one.family === 4 && one.first <= 0xc000020an && one.last >= 0xc000020an,
    );
    expect(holdsAdmin).toEqual([]);
  });

  it("is about protocols and ports", () => {
    expect(resolved("anyone reaches dns, protocol 47, ping, anything").services).toEqual([
      { kind: "protocol", protocol: 17, ports: [{ first: 53, last: 53 }] },
      { kind: "protocol", protocol: 6, ports: [{ first: 53, last: 53 }] },
      { kind: "protocol", protocol: 47, ports: null },
      { kind: "ping" },
      { kind: "anything" },
    ]);
  });
});
