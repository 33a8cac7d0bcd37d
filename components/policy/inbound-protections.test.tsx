// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { IntlProvider } from "use-intl";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startingBody } from "@/lib/core/policy/roles";
import en from "@/messages/en";
import ja from "@/messages/ja";
import { type DraftActions, DraftProvider, useDraft } from "./draft-context";
import { InboundProtections } from "./inbound-protections";

const read = startingBody("public-web-server");
const unasked = () => Promise.reject(new Error("not asked for"));
const actions: DraftActions = {
  save: async (version) => ({ ok: true, value: { version: version + 1, updatedAt: "", problems: [] } }),
  load: unasked,
  saveNetwork: unasked,
  saveService: unasked,
  checkAssertions: unasked,
};

let shown: typeof read.protections;
function Probe() {
  shown = useDraft().body.protections;
  return null;
}

function open(locale: "en" | "ja" = "en") {
  const draft = {
    hostId: "h1",
    hostName: "web-1",
    body: read,
    version: 7,
    updatedAt: "",
    updatedBy: "",
    problems: [],
    suggestions: [],
    objects: { networks: [], services: [] },
  };
  return render(
    <IntlProvider locale={locale} messages={locale === "en" ? en : ja} timeZone="UTC">
      <DraftProvider draft={draft} facts={null} actions={actions}>
        <InboundProtections />
        <Probe />
      </DraftProvider>
    </IntlProvider>,
  );
}

const flip = (name: string) => fireEvent.click(screen.getByRole("switch", { name }));
const type = (name: string, value: string) =>
  fireEvent.change(screen.getByRole("textbox", { name }), { target: { value } });

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});
afterEach(cleanup);

test("a draft of before has the later protections off, and opening the step changes nothing", () => {
  open();
  expect(shown).toBe(read.protections);
  for (const name of [
    "Drop forged addresses of the VPS",
    "Shut out port scanners",
    "Slow down guesses at SSH",
    "Limit open connections",
  ]) {
    expect(screen.getByRole("switch", { name }).getAttribute("aria-checked"), name).toBe("false");
  }
});

test("each is switched on with numbers that leave an office room, changed, and switched off without a trace", () => {
  open();
  flip("Drop forged addresses of the VPS");
  flip("Limit open connections");
  type("Connections", "250");
  flip("Slow down guesses at SSH");
  flip("Shut out port scanners");
  type("Closed ports", "5");
  type("Minutes", "30");
  expect(shown).toEqual({
    ...read.protections,
    ownSenders: true,
    openConnections: 250,
    sshGuessing: { count: 4, per: "minute", burst: 8 },
    portScan: { ports: 5, minutes: 30 },
  });
  flip("Limit open connections");
  flip("Slow down guesses at SSH");
  flip("Shut out port scanners");
  flip("Drop forged addresses of the VPS");
  expect(JSON.parse(JSON.stringify(shown))).toEqual({ ...read.protections, ownSenders: false });
});

test("a number that is out of bounds is not taken and says the bounds", () => {
  open();
  flip("Shut out port scanners");
  type("Closed ports", "21");
  expect(shown.portScan).toEqual({ ports: 10, minutes: 10 });
  expect(screen.getByRole("alert").textContent).toContain("20");
});

test.each(["en", "ja"] as const)("each says whom it may hurt beside what it does (%s)", (locale) => {
  open(locale);
  const texts = (locale === "en" ? en : ja).wizard.protections;
  const names = ["portScan", "sshGuessing", "newConnections", "openConnections", "ownSenders"] as const;
  for (const name of names) {
    const hint = document.getElementById(
      screen.getByRole("switch", { name: texts[name].title }).getAttribute("aria-describedby") ?? "",
    );
    expect(hint?.textContent).toBe(`${texts[name].hint} ${texts[name].harm}`);
  }
});
