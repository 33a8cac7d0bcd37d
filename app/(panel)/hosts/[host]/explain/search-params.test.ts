import { describe, expect, it } from "vitest";
import { explainHref } from "@/components/simulator/explain-href";
import type { Question } from "@/lib/server/services/explain/explain-view";
import { readQuestion } from "./search-params";

/** What the page gets from an address. */
function fromAddress(address: string) {
  const search = new URL(address, "http://panel").searchParams;
  const keys = [...new Set(search.keys())];
  return readQuestion(Object.fromEntries(keys.map((key) => [key, search.getAll(key)])));
}

describe("a question in the address", () => {
  it("needs an address and a port alone; the rest has its usual value", () => {
    const { question, asked } = fromAddress("/hosts/h/explain?from=198.51.100.7&port=443");
    expect(asked).toBe(true);
    expect(question).toMatchObject({
      rules: "live",
      way: "in",
      from: "198.51.100.7",
      proto: "tcp",
      port: "443",
      state: "new",
      family: "",
    });
  });

  it.each(["/hosts/h/explain", "/hosts/h/explain?rules=draft", "/hosts/h/explain?from=&port=&show=x.y.1"])(
    "%s asks nothing",
    (address) => {
      expect(fromAddress(address).asked).toBe(false);
    },
  );

  it("comes from a plain form too, with every empty field in it", () => {
    const { question, asked } = fromAddress(
      "/hosts/h/explain?way=out&from=&to=192.0.2.1&proto=udp&port=53&state=new&family=&sport=&out=&user=",
    );
    expect(asked).toBe(true);
    expect(question).toMatchObject({ way: "out", from: "", to: "192.0.2.1", proto: "udp", port: "53" });
  });

  it("keeps a typing error as it was typed, and takes a word that means nothing for the usual one", () => {
    const { question } = fromAddress(
      "/hosts/h/explain?from=198.51.100.700&port=70000&way=up&rules=x&state=&family=5",
    );
    expect(question).toMatchObject({
      from: "198.51.100.700",
      port: "70000",
      way: "in",
      rules: "live",
      state: "new",
      family: "",
    });
  });

  it("takes the first of several values, and nothing of what is far too long", () => {
    const { question } = fromAddress(`/hosts/h/explain?port=1&port=2&from=${"1".repeat(500)}`);
    expect(question).toMatchObject({ port: "1", from: "" });
  });

  it("stands in the address as it is read from there", () => {
    const whole: Question = {
      rules: "draft",
      way: "out",
      from: "2001:db8::7",
      to: "2001:db8::53 & more",
      proto: "udp",
      port: "53",
      state: "reply",
      family: "6",
      sport: "1024-65535",
      icmp: "8/0",
      in: "eth0",
      out: "wg0+",
      flags: "SYN,ACK",
      user: "www-data",
      show: "filter.f2b-sshd.20",
    };
    expect(fromAddress(explainHref("h", whole)).question).toEqual(whole);
  });
});
