import { expect, it } from "vitest";
import { describeChange } from "@/lib/core/policy/describe";
import { startingPolicy } from "@/lib/core/policy/roles";
import en from "@/messages/en";
import ja from "@/messages/ja";

/** Each protection: its switch in the wizard, and its code where a change is told. */
const protections = {
  invalid: "invalid",
  spoofed: "spoofed",
  ownSenders: "own-senders",
  scans: "scans",
  portScan: "port-scan",
  sshGuessing: "ssh-guessing",
  newConnections: "new-connections",
  openConnections: "open-connections",
  ping: "ping",
} as const;

it("a protection has one name: on its switch, where its change is told, and on the command line", () => {
  const first = describeChange(null, startingPolicy("public-web-server", { admin: ["192.0.2.10"] }));
  for (const [key, code] of Object.entries(protections) as [keyof typeof protections, string][]) {
    const { title } = en.wizard.protections[key];
    const told = first.find((item) => item.code === `set-${code}`);
    expect(told?.params?.name, code).toBe(title);
    const settings: { readonly en: Readonly<Record<string, string>>; readonly ja: typeof settings.en } = {
      en: en.review.change.setting,
      ja: ja.review.change.setting,
    };
    const counting: Readonly<Record<string, string>> = en.meaning.protections.name;
    const countingJa: typeof counting = ja.meaning.protections.name;
    expect([title, undefined]).toContain(counting[code]);
    expect([ja.wizard.protections[key].title, undefined]).toContain(countingJa[code]);
    expect(settings.en[code]).toBe(title);
    expect(settings.ja[code]).toBe(ja.wizard.protections[key].title);
  }
});
