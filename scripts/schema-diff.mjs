import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative, resolve } from "node:path";
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";

const wasmFile = "@prisma/schema-engine-wasm/schema_engine_bg";

/**
 * What the engine expects of SQLite and this driver does otherwise: it sends whole scripts where the driver prepares a
 * single statement, and it quotes the name of a partial index like a column, which this build of SQLite refuses.
 */
function adaptToEngine(adapter) {
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = (query) =>
    queryRaw({
      ...query,
      sql: query.sql.replace(/(FROM sqlite_master WHERE .*name = )"([^"']*)"/, "$1'$2'"),
    });
  const executeRaw = adapter.executeRaw.bind(adapter);
  adapter.executeRaw = async (query) => {
    if (query.args.length > 0) return executeRaw(query);
    await adapter.executeScript(query.sql);
    return 0;
  };
  return adapter;
}

/** In-memory databases for the engine to replay the migrations in. */
function memoryAdapterFactory() {
  const inner = new PrismaBetterSqlite3({ url: ":memory:" });
  return bindMigrationAwareSqlAdapterFactory({
    provider: "sqlite",
    adapterName: inner.adapterName,
    connect: async () => adaptToEngine(await inner.connect()),
    connectToShadowDb: async () => adaptToEngine(await inner.connectToShadowDb()),
  });
}

let loaded;

/** Prisma's schema engine in its WebAssembly form: nothing to download. Its glue can hold one instance a process. */
async function loadEngine(schemaFiles) {
  loaded ??= instantiate();
  const glue = await loaded;
  const datamodels = schemaFiles.map((file) => [file.path, file.content]);
  return glue.SchemaEngine.new({ datamodels }, () => {}, memoryAdapterFactory());
}

async function instantiate() {
  const glueFile = createRequire(import.meta.url).resolve(wasmFile);
  const glue = await import(wasmFile);
  const bytes = readFileSync(glueFile.replace(/\.js$/, ".wasm"));
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return glue;
}

function readMigrations(folder) {
  const base = resolve(folder);
  const names = readdirSync(base, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return {
    baseDir: base,
    lockfile: {
      path: "migration_lock.toml",
      content: readFileSync(join(base, "migration_lock.toml"), "utf8"),
    },
    shadowDbInitScript: "",
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok", value: readFileSync(join(base, name, "migration.sql"), "utf8") },
      },
    })),
  };
}

/**
 * The SQL that leads from the migrations to the schema, or null when they already agree. Works with no network.
 * Partial indexes and triggers, which the schema cannot say, are not seen as a difference.
 */
export async function schemaDiff({ schema, migrations }) {
  const files = [{ path: relative(process.cwd(), schema), content: readFileSync(schema, "utf8") }];
  const engine = await loadEngine(files);
  try {
    const result = await engine.diff({
      from: { tag: "migrations", ...readMigrations(migrations) },
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    return result.exitCode === 0 ? null : (result.stdout ?? "");
  } finally {
    engine.free();
  }
}
