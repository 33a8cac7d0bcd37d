import { describe, expect, it } from "vitest";
import { goldenInput } from "@/lib/core/compile/testing/golden-cases";
import { serviceCatalogue } from "./catalogue";
import { type Listener, suggest } from "./suggest";

const { facts } = goldenInput("every-setting");
if (facts === null) throw new Error("the case every-setting has facts");

function listener(port: number, change: Partial<Listener> = {}): Listener {
  return { protocol: "tcp", family: 4, address: "0.0.0.0", port, program: "nginx", pid: 1, ...change };
}

function suggestions(
  listeners: Listener[],
  verdict: "accept" | "drop" | "cannot-tell",
  controlPanelPort: number | null = null,
) {
  const found = { ...facts, listeners, controlPanelPort } as typeof facts & object;
  return suggest(found, { role: "blank", controlPanelPort: null }, serviceCatalogue, () => verdict);
}

describe("suggestions from what listens", () => {
  it("a program that nobody reaches, whichever it is, once for both families", () => {
    const listeners = [
      listener(443),
      listener(443, { family: 6, address: "::" }),
      listener(4711, { program: null }),
    ];
    expect(suggestions(listeners, "drop")).toMatchObject([
      {
        code: "listener-unreachable",
        port: 443,
        families: [4, 6],
        service: "https",
        text: "nginx listens on tcp 443, and the role blank lets nobody but the administrator in there.",
      },
      {
        code: "listener-unreachable",
        port: 4711,
        service: null,
        text: expect.stringContaining("A program listens"),
      },
    ]);
  });

  it("none for what is reached, for what depends on who comes, and for loopback", () => {
    expect(suggestions([listener(443)], "accept")).toEqual([]);
    expect(suggestions([listener(443)], "cannot-tell")).toEqual([]);
    const loopback = [listener(443, { address: "127.0.0.53" }), listener(443, { family: 6, address: "::1" })];
    expect(suggestions(loopback, "drop")).toEqual([]);
  });

  it("none for the port over which the panel itself signs in", () => {
    const found = { ...facts, listeners: [listener(2222)] } as typeof facts & object;
    const connection = {
      panelAddress: "192.0.2.1",
      panelPort: 40000,
      hostAddress: "192.0.2.2",
      hostPort: 2222,
    };
    const role = { role: "blank", controlPanelPort: null } as const;
    expect(suggest({ ...found, connection }, role, serviceCatalogue, () => "drop")).toEqual([]);
  });

  it("a control panel belongs to the administrator's path", () => {
    expect(suggestions([listener(8443)], "drop", 8443)).toMatchObject([
      { code: "control-panel", port: 8443 },
    ]);
  });
});
