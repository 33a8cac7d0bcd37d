import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { schemaDiff } from "@/scripts/schema-diff.mjs";
import { db } from "./client";
import { withTestDatabase } from "./testing/test-database";

const schema = "prisma/schema.prisma";
const migrations = "prisma/migrations";

describe("the migrations of the product", () => {
  it("lead to the schema: `npm run migration -- NAME` after each change", async () => {
    expect(await schemaDiff({ schema, migrations })).toBeNull();
  });

  it("are seen to lag behind when the schema has one more column", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sekisho-schema-"));
    try {
      const edited = join(folder, "schema.prisma");
      writeFileSync(
        edited,
        readFileSync(schema, "utf8").replace("model Host {", "model Host {\n  extra String?"),
      );
      expect(await schemaDiff({ schema: edited, migrations })).toContain(`ADD COLUMN "extra" TEXT`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("what the schema cannot say", () => {
  withTestDatabase();

  const host = { id: "h", name: "h", kind: "ssh", address: "192.0.2.1", port: 22, user: "root" };

  async function addEvent() {
    await db.host.create({ data: host });
    await db.revision.create({ data: { id: "r", policy: {}, hash: "x", createdBy: "u" } });
    await db.rollout.create({ data: { id: "o", revisionId: "r", createdBy: "u" } });
    const apply = {
      ...{
        id: "a",
        rolloutId: "o",
        hostId: "h",
        revisionId: "r",
        number: 1,
        facts: {},
        rules4: "",
        hash: "x",
      },
      ...{ roles: [], summary: [], confirmMode: "proven", timeoutSeconds: 60, createdBy: "u" },
    };
    await db.apply.create({ data: apply });
    await db.applyEvent.create({
      data: { id: "e", applyId: "a", sequence: 1, phase: "queued", kind: "queued" },
    });
  }

  it("events of an apply can be neither changed nor deleted, nor can their apply or host", async () => {
    await addEvent();
    await expect(
      db.applyEvent.update({ where: { id: "e" }, data: { phase: "confirmed" } }),
    ).rejects.toThrow();
    await expect(db.applyEvent.delete({ where: { id: "e" } })).rejects.toThrow();
    await expect(db.apply.delete({ where: { id: "a" } })).rejects.toThrow();
    await expect(db.host.delete({ where: { id: "h" } })).rejects.toThrow();
    await expect(
      db.$executeRaw`REPLACE INTO "ApplyEvent" ("id", "applyId", "sequence", "phase", "kind") VALUES ('e', 'a', 1, 'confirmed', 'x')`,
    ).rejects.toThrow(/append-only/);
    expect(await db.applyEvent.findMany({ select: { phase: true } })).toEqual([{ phase: "queued" }]);
  });

  it("the audit can be neither changed nor deleted", async () => {
    const row = {
      id: "1",
      actorId: "u",
      actorName: "U",
      verb: "host.add",
      object: "host",
      objectId: "h",
      detail: {},
    };
    await db.audit.create({ data: row });
    await expect(db.audit.update({ where: { id: "1" }, data: { actorName: "X" } })).rejects.toThrow();
    await expect(db.audit.deleteMany()).rejects.toThrow();
    expect(await db.audit.count({ where: { actorName: "U" } })).toBe(1);
  });

  it("a host has at most one unfinished job", async () => {
    await db.host.create({ data: host });
    await db.job.create({ data: { id: "1", kind: "apply", hostId: "h", payload: {} } });
    const second = () => db.job.create({ data: { id: "2", kind: "apply", hostId: "h", payload: {} } });
    await expect(second()).rejects.toMatchObject({ code: "P2002" });
    await db.job.update({ where: { id: "1" }, data: { finishedAt: new Date() } });
    await second();
  });
});
