import { defineConfig } from "prisma/config";

// No version ping, and no download of an engine that `generate` does not use: any existing file satisfies its check.
process.env.CHECKPOINT_DISABLE ??= "1";
if (!process.argv.some((argument) => argument === "migrate" || argument === "db"))
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url: `file:${process.env.SEKISHO_DATA ?? ".data"}/sekisho.db` },
});
