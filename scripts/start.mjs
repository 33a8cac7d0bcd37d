// `npm start`: from a fresh clone to a served panel in one command. `--dev` compiles while it serves.
import { spawn } from "node:child_process";
import { prepare, root } from "./prepare.mjs";

const dev = process.argv.includes("--dev");

try {
  await prepare({ build: !dev });
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  process.exit(1);
}

const server = spawn(process.execPath, ["server.mjs", ...(dev ? ["--dev"] : [])], {
  cwd: root,
  env: {
    ...process.env,
    NODE_ENV: dev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
  },
  stdio: "inherit",
});

// Ctrl-C reaches the server by itself, being of the same group; this process only waits for it to end.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => server.kill("SIGTERM"));
process.on("SIGHUP", () => server.kill("SIGTERM"));
server.once("exit", (code, signal) => process.exit(code ?? (signal === null ? 1 : 0)));
