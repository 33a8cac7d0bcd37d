import { expect, it } from "vitest";
import { letIn } from "./let-in";
import { startingBody } from "./roles";

const guest = { network: "guest", service: "ssh", until: "2030-01-01T08:00:00Z" };
const rulesOf = (body: ReturnType<typeof letIn>) => body.purposes.flatMap(({ rules }) => rules);

it("puts the guest behind the administrators and before everybody else", () => {
  const body = letIn(startingBody("file-server"), guest);
  expect(rulesOf(body).map(({ id }) => id)).toEqual(["admin", "guest-1", "hq", "branch", "web"]);
  expect(rulesOf(body)[1]).toMatchObject({ sources: ["guest"], services: ["ssh"], until: guest.until });
});

it("gives the same guest a new end instead of a second rule, and another guest a rule of his own", () => {
  const once = letIn(startingBody("blank"), guest);
  const again = letIn(once, { ...guest, until: "2030-01-01T10:00:00Z" });
  expect(rulesOf(again).flatMap(({ until }) => until ?? [])).toEqual(["2030-01-01T10:00:00Z"]);
  const both = letIn(again, { ...guest, service: "https" });
  expect(rulesOf(both).flatMap(({ until, services }) => (until ? services : []))).toEqual(["https", "ssh"]);
  expect(new Set(rulesOf(both).map(({ id }) => id)).size).toBe(rulesOf(both).length);
});

it("never takes a rule that stays for one that ends", () => {
  const body = startingBody("blank");
  const standing = letIn(body, guest);
  const kept = {
    ...standing,
    purposes: standing.purposes.map((purpose) => ({
      ...purpose,
      rules: purpose.rules.map(({ until: _, ...rule }) => rule),
    })),
  };
  expect(rulesOf(letIn(kept, guest))).toHaveLength(rulesOf(kept).length + 1);
});
