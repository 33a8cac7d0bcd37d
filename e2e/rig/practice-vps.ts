import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { makePair } from "@/lib/server/practice/make-pair";
import {
  createPractice,
  destroyPractice,
  type ProbeAnswer,
  type ProbeRequest,
  probeAllPractice,
} from "@/lib/server/practice/practice";
import { onPractice } from "./practice-console";
import { runBeside } from "./processes";

/** Sockets as `service.mjs` takes them: "tcp any 9999", "udp 192.0.2.10 53". */
type Sockets = readonly string[];

/** A practice VPS without a panel. Needs root, for its console. */
export type PracticeVps = {
  /** Runs a shell script on its console; throws when that fails. */
  run(script: string): void;
  /** All at once; answers stand as the requests do. */
  probe(probes: readonly ProbeRequest[]): Promise<ProbeAnswer[]>;
  stop(): Promise<void>;
};

const id = "matrix";
const serviceFile = resolve(fileURLToPath(new URL("../../lib/server/practice/service.mjs", import.meta.url)));

/**
 * Starts a program that listens and greets, and waits until it does. Sockets that are taken stay with who has them.
 * It ends with the namespaces it runs in.
 */
const listenScript = (node: string, file: string, sockets: Sockets, pipe: string) => `
mkfifo ${pipe}
setsid '${node}' '${file}' more ${sockets.map((socket) => `'${socket}'`).join(" ")} >${pipe} 2>/dev/null </dev/null &
read -r word <${pipe}
rm ${pipe}
[ "$word" = listening ]
`;

/** Raises one; more sockets listen in it and on its internet than a practice VPS has by itself. */
export async function raisePracticeVps(more: {
  readonly vps: Sockets;
  readonly internet: Sockets;
}): Promise<PracticeVps> {
  const dataFolder = mkdtempSync(join(tmpdir(), "sekisho-matrix-"));
  async function stop(): Promise<void> {
    await destroyPractice(dataFolder, id);
    rmSync(dataFolder, { recursive: true, force: true });
  }
  function run(script: string): void {
    const { code, stderr } = onPractice(dataFolder, script);
    if (code !== 0) throw new Error(`the practice VPS's console: ${stderr}`);
  }
  try {
    const record = await createPractice(dataFolder, { id, publicKey: makePair("matrix").public });
    run(listenScript("/opt/sekisho/node", "/opt/sekisho/service.mjs", more.vps, "/run/more"));
    const outside = listenScript(process.execPath, serviceFile, more.internet, join(dataFolder, "more"));
    const { code, stderr } = runBeside(record.inner.pid, outside);
    if (code !== 0) throw new Error(`the practice internet: ${stderr}`);
    return { run, probe: (probes) => probeAllPractice(dataFolder, id, probes), stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}
