// The panel's own server around Next: the true address of the client, and a clean end with open streams.
// `node server.mjs` serves what was built; `node server.mjs --dev` compiles while it serves.
import { createServer } from "node:http";
import next from "next";

const dev = process.argv.includes("--dev");
process.env.NODE_ENV ??= dev ? "development" : "production";
const hostname = process.env.SEKISHO_HOST || "127.0.0.1";
const port = Number(process.env.SEKISHO_PORT || 8080);
const trustProxy = /^(1|true|yes)$/i.test(process.env.SEKISHO_TRUST_PROXY ?? "");

/** How long answers and jobs under way may take at the end. Streams never end by themselves, so a stop costs this. */
const graceMilliseconds = 300;

/** A client may write any header; only the connection, or a proxy that the operator vouches for, knows its address. */
function setForwarded(request) {
  const { headers, socket } = request;
  const claimed = headers["x-forwarded-for"];
  const proto = headers["x-forwarded-proto"];
  const host = headers["x-forwarded-host"];
  for (const name of Object.keys(headers))
    if (name === "forwarded" || name === "x-real-ip" || name.startsWith("x-forwarded-")) delete headers[name];
  // The last entry is the one that the proxy in front of us wrote.
  const vouched = trustProxy
    ? String(claimed ?? "")
        .split(",")
        .at(-1)
        ?.trim()
    : "";
  headers["x-forwarded-for"] = vouched || (socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  headers["x-forwarded-proto"] = (trustProxy && proto) || "http";
  headers["x-forwarded-host"] = (trustProxy && host) || headers.host || "";
}

function explain(error) {
  if (error.code === "EADDRINUSE")
    return `Port ${port} of ${hostname} is in use: another program, or a panel that already runs. Choose another one: SEKISHO_PORT=${port + 1} npm start`;
  if (error.code === "EACCES")
    return `This account may not use port ${port}. Choose one above 1023: SEKISHO_PORT=8080 npm start`;
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND")
    return `${hostname} is not an address of this machine. Set SEKISHO_HOST to one that is, or leave it out for 127.0.0.1.`;
  return String(error.stack ?? error);
}

function fail(error) {
  console.error(`Sekisho cannot start: ${explain(error)}`);
  process.exit(1);
}

if (!Number.isInteger(port) || port < 0 || port > 65535)
  fail(new Error(`SEKISHO_PORT must be a port number, not "${process.env.SEKISHO_PORT}"`));

let handle;
let started;
const ready = new Promise((done) => {
  started = done;
});

// Listens before anything else: a second panel on the same port must not even touch the database.
const server = createServer(async (request, response) => {
  setForwarded(request);
  await ready;
  await handle(request, response);
});
server.once("error", fail);
await new Promise((done) => server.listen(port, hostname, done));

const bound = server.address().port;
const shown = hostname.includes(":") ? `[${hostname}]` : hostname;
const everywhere = hostname === "0.0.0.0" || hostname === "::";
const address = (process.env.SEKISHO_URL || `http://${everywhere ? "127.0.0.1" : shown}:${bound}`).replace(
  /\/+$/,
  "",
);

// For the start, which prints it with the setup link once the first request can be served.
process.env.SEKISHO_ADDRESS = address;

let stopping = false;
function stop() {
  // Asked twice: now.
  if (stopping) process.exit(1);
  stopping = true;
  server.close();
  server.closeIdleConnections();
  setTimeout(() => {
    server.closeAllConnections();
    process.exit(0);
  }, graceMilliseconds);
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);

try {
  // It takes the server's upgraded connections by itself, for the refresh of modules while developing.
  const app = next({ dev, hostname, port: bound, httpServer: server });
  await app.prepare();
  handle = app.getRequestHandler();
} catch (error) {
  fail(error);
}
started();
