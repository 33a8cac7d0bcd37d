import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { utils } from "ssh2";
import * as z from "zod";
import { sendOrder } from "./control";
import { raise } from "./launcher";
import { makePair } from "./make-pair";
import { PracticeError } from "./practice-error";
import { isRunning, type PracticeRecord, practiceFolder, readPracticeRecord } from "./record";
import { outside, panel, vantagePoints, vps } from "./topology.mjs";

/** sockaddr_un holds 108 bytes with the final zero. */
const SOCKET_PATH_LIMIT = 107;
const RESTART_TIMEOUT = 40_000;
const KILL_TIMEOUT = 10_000;
/** How long a probe waits out silence unless told otherwise; the control socket gets more on top. */
const PROBE_TIMEOUT = 1500;
const PROBE_MARGIN = 10_000;

const configSchema = z.object({ publicKey: z.string(), hostKey: z.string(), modules: z.string() });

/**
 * Raises a practice VPS that takes this public key, and puts it on record. It outlives the panel. With an id that is
 * on record already it is raised again where it does not run, with the same host key. Throws PracticeError; a first
 * raise that fails leaves nothing behind.
 */
export async function createPractice(
  dataFolder: string,
  practice: { readonly id: string; readonly publicKey: string },
): Promise<PracticeRecord> {
  const known = await readPracticeRecord(dataFolder, practice.id);
  if (known !== null) return isRunning(known.outer) ? known : raisePractice(dataFolder, practice.id);
  const folder = practiceFolder(dataFolder, practice.id);
  if (Buffer.byteLength(join(folder, "control.sock")) > SOCKET_PATH_LIMIT) {
    throw new PracticeError("path-too-long", "The data folder's path is too long for a Unix socket.");
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    const config: z.infer<typeof configSchema> = {
      publicKey: practice.publicKey,
      hostKey: makePair("practice").private,
      modules: join(/* turbopackIgnore: true */ process.cwd(), "node_modules"),
    };
    await writeFile(join(folder, "config.json"), JSON.stringify(config), { mode: 0o600 });
    return await raisePractice(dataFolder, practice.id);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Raises a practice VPS that is on record and does not run (the machine was restarted). It comes up as new. */
export async function raisePractice(dataFolder: string, id: string): Promise<PracticeRecord> {
  const folder = practiceFolder(dataFolder, id);
  const config = configSchema.parse(JSON.parse(await readFile(join(folder, "config.json"), "utf8")));
  const { outer, inner, mapsUsers } = await raise(folder);
  const record: PracticeRecord = {
    id,
    outer,
    inner,
    user: "root",
    port: 22,
    hostKey: { type: "ssh-ed25519", fingerprint: fingerprintOf(config.hostKey) },
    sockets: { ipv4: join(folder, "panel4.sock"), ipv6: join(folder, "panel6.sock") },
    addresses: {
      panel,
      vps: { ipv4: [...vps.ipv4], ipv6: [...vps.ipv6] },
      outside: { ipv4: outside.ipv4, ipv6: outside.ipv6 },
    },
    networks: practiceNetworks(),
    mapsUsers,
  };
  // Renamed into place: a crash leaves the old record or the new one.
  const file = join(folder, "practice.json");
  await writeFile(`${file}.new`, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return record;
}

/** Whether the practice VPS on record runs. */
export async function practiceAlive(dataFolder: string, id: string): Promise<boolean> {
  const record = await readPracticeRecord(dataFolder, id);
  return record !== null && isRunning(record.outer);
}

/** Restarts the VPS: every process ends, tables, /run and /tmp are empty, a new boot id, then its boot script. */
export async function restartPractice(dataFolder: string, id: string): Promise<void> {
  if (!(await practiceAlive(dataFolder, id))) {
    await raisePractice(dataFolder, id);
    return;
  }
  await sendOrder(controlSocket(dataFolder, id), { verb: "restart" }, RESTART_TIMEOUT);
}

/** Ends every process of the practice VPS and removes its folder. Harmless where there is none. */
export async function destroyPractice(dataFolder: string, id: string): Promise<void> {
  const record = await readPracticeRecord(dataFolder, id);
  if (record !== null && isRunning(record.outer)) {
    process.kill(record.outer.pid, "SIGKILL");
    const deadline = performance.now() + KILL_TIMEOUT;
    // The processes are not our children, so there is no event for their end.
    while ((isRunning(record.outer) || isRunning(record.inner)) && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  await rm(practiceFolder(dataFolder, id), { recursive: true, force: true });
}

const probeAnswer = z.object({
  outcome: z.enum(["works", "refused", "forbidden", "timed-out", "unreachable"]),
  milliseconds: z.number(),
});

/**
 * What a probe saw; `refused` is an answer that refuses, `forbidden` a refusal of the sender's own rules, `unreachable`
 * any other error that came back.
 */
export type ProbeAnswer = z.infer<typeof probeAnswer>;

export type ProbeRequest = {
  /** A place on the practice internet; `panel`: its fixed address; `vps`: from inside, to the outside server. */
  readonly from: "office" | "branch" | "partner" | "anybody" | "panel" | "vps";
  readonly family: 4 | 6;
  readonly protocol: "tcp" | "udp" | "ping";
  /** Null for a ping. */
  readonly port: number | null;
  /** Any address of the place's prefix instead of its usual one. */
  readonly source?: string;
  readonly sourcePort?: number;
  /** Instead of the first address of the VPS (or of the outside server). */
  readonly target?: string;
  /**
   * How long silence is waited out; 1500 unless told otherwise. Below 1100 an ICMPv6 refusal of TCP looks like
   * silence: the kernel hands it to the socket only at the first retransmission, after 1 s.
   */
  readonly timeoutMilliseconds?: number;
  /** TCP works only when the other side has greeted, as all of the practice do: a handshake alone carries no data. */
  readonly untilGreeted?: boolean;
};

/** Sends real packets and says what came back. Throws PracticeError. */
export async function probePractice(
  dataFolder: string,
  id: string,
  request: ProbeRequest,
): Promise<ProbeAnswer> {
  const [answer] = await probeAllPractice(dataFolder, id, [request]);
  return probeAnswer.parse(answer);
}

/** The same for many probes at once: together they take as long as the slowest. Answers stand as the requests do. */
export async function probeAllPractice(
  dataFolder: string,
  id: string,
  probes: readonly ProbeRequest[],
): Promise<ProbeAnswer[]> {
  const longest = Math.max(...probes.map(({ timeoutMilliseconds }) => timeoutMilliseconds ?? PROBE_TIMEOUT));
  const order = {
    verb: "probe",
    probes: probes.map((each) => ({ timeoutMilliseconds: PROBE_TIMEOUT, ...each })),
  };
  const told = await sendOrder(controlSocket(dataFolder, id), order, longest + PROBE_MARGIN);
  return z.array(probeAnswer).length(probes.length).parse(told.answers);
}

/** Network objects that exist on the practice internet; `anybody` is no object, it stands for everybody else. */
function practiceNetworks(): PracticeRecord["networks"] {
  const { office, branch, partner } = vantagePoints;
  return [
    { name: "panel", entries: [panel.ipv4, panel.ipv6] },
    ...Object.entries({ office, branch, partner }).map(([name, place]) => ({
      name,
      entries: [place.ipv4.prefix, place.ipv6.prefix],
    })),
  ];
}

function controlSocket(dataFolder: string, id: string): string {
  return join(practiceFolder(dataFolder, id), "control.sock");
}

function fingerprintOf(privateKey: string): string {
  const key = utils.parseKey(privateKey);
  if (key instanceof Error) throw key;
  return `SHA256:${createHash("sha256").update(key.getPublicSSH()).digest("base64").replace(/=+$/, "")}`;
}
