import { describe, expect, it } from "vitest";
import { type Actor, can, type Permission } from "./can";

const as = (permission: Permission): Actor => ({ id: `id-${permission}`, name: permission, permission });

const reading = [
  "host.list",
  "host.read",
  "draft.read",
  "apply.compare",
  "apply.watch",
  "export.export",
  "audit.list",
];
const changing = [
  "host.add",
  "host.archive",
  "draft.save",
  "object.save",
  "rollout.start",
  "apply.keep",
  "key.make",
];
const accounts = ["account.create", "account.list", "account.remove"];

describe("can", () => {
  it("the owner may do everything", () => {
    for (const verb of [...reading, ...changing, ...accounts]) expect(can(as("owner"), verb, "*")).toBe(true);
  });

  it("the operator may do everything but accounts", () => {
    for (const verb of [...reading, ...changing]) expect(can(as("operator"), verb, "*")).toBe(true);
    for (const verb of accounts) expect(can(as("operator"), verb, "*")).toBe(false);
  });

  it("the viewer may only look, and not at accounts", () => {
    for (const verb of reading) expect(can(as("viewer"), verb, "*")).toBe(true);
    for (const verb of [...changing, ...accounts]) expect(can(as("viewer"), verb, "*")).toBe(false);
  });

  it("everybody may read the own account, and nobody but the owner another one", () => {
    expect(can(as("viewer"), "account.read", "id-viewer")).toBe(true);
    expect(can(as("viewer"), "account.read", "id-owner")).toBe(false);
    expect(can(as("operator"), "account.read", "id-owner")).toBe(false);
  });

  it("what is not on the table is not allowed", () => {
    expect(can(as("viewer"), "host.explode", "*")).toBe(false);
    expect(can(as("viewer"), "host", "*")).toBe(false);
    expect(can({ id: "x", name: "x", permission: "admin" as Permission }, "host.list", "*")).toBe(false);
  });
});
