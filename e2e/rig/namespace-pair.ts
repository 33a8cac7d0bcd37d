import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const agentFile = fileURLToPath(new URL("namespace-agent.mjs", import.meta.url));

export type Protocol = "tcp" | "udp";
/** How a probe ended; `forbidden`: the sender's own OUTPUT refused it. */
export type ProbeAnswer = "works" | "refused" | "silent" | "forbidden";
export type Probe = {
  readonly protocol: Protocol;
  readonly from: string;
  readonly fromPort?: number;
  readonly to: string;
  readonly port: number;
};
export type Side = "vps" | "outside";

/** Two network namespaces joined by a cable: a VPS with rules of its own, and everybody else. */
export type NamespacePair = {
  /** Runs a program in one of them; throws when it fails. */
  run(side: Side, program: string, words: readonly string[], input?: string): string;
  listen(side: Side, protocol: Protocol, address: string, port: number): Promise<void>;
  /** Opens a new flow and waits for an answer through it. */
  probe(side: Side, probe: Probe): Promise<ProbeAnswer>;
  stop(): void;
};

/**
 * On one machine an answer takes well under a millisecond; nothing comes after this. Only a TCP connection that the
 * sender's own OUTPUT rejects in IPv6 takes longer: the error arrives while connect(2) still holds the socket, so it
 * is told at the first retransmission, after 1 s (measured, Linux 6.18; in IPv4 it takes 5 ms).
 */
const silenceMilliseconds = 500;
const rejectedSix = 1_500;

type Agent = { readonly child: ChildProcess; ask(request: object): Promise<string> };

function startAgent(namespace: string): Agent {
  const child = spawn("ip", ["netns", "exec", namespace, process.execPath, agentFile], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const waiting = new Map<number, (answer: string) => void>();
  let last = 0;
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) => {
    const { id, answer } = JSON.parse(line) as { id: number; answer: string };
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  return {
    child,
    ask(request) {
      const id = ++last;
      return new Promise((resolve) => {
        waiting.set(id, resolve);
        child.stdin?.write(`${JSON.stringify({ id, ...request })}\n`);
      });
    },
  };
}

/** Raises the pair; `vps` and `outside` are the addresses of each side, of both families. Needs root. */
export function raiseNamespacePair(addresses: Readonly<Record<Side, readonly string[]>>): NamespacePair {
  const word = randomBytes(3).toString("hex");
  const names: Record<Side, string> = { vps: `sk-${word}-v`, outside: `sk-${word}-o` };

  function command(program: string, words: readonly string[], input?: string): string {
    const { status, stdout, stderr, error } = spawnSync(program, words, {
      encoding: "utf8",
      input,
      maxBuffer: 1 << 28,
    });
    if (status !== 0) throw new Error(`${program} ${words.join(" ")}: ${error?.message ?? stderr}`);
    return stdout;
  }
  const inside = (side: Side, program: string, words: readonly string[], input?: string) =>
    command("ip", ["netns", "exec", names[side], program, ...words], input);

  const agents: Agent[] = [];
  function stop(): void {
    for (const { child } of agents) child.kill("SIGKILL");
    for (const side of ["vps", "outside"] as const) spawnSync("ip", ["netns", "del", names[side]]);
  }

  try {
    for (const side of ["vps", "outside"] as const) command("ip", ["netns", "add", names[side]]);
    command("ip", [
      "-n",
      names.vps,
      "link",
      "add",
      "eth0",
      "type",
      "veth",
      "peer",
      "name",
      "eth0",
      "netns",
      names.outside,
    ]);
    for (const side of ["vps", "outside"] as const) {
      const ip = (...words: string[]) => command("ip", ["-n", names[side], ...words]);
      ip("link", "set", "lo", "up");
      ip("link", "set", "eth0", "up");
      for (const address of addresses[side]) {
        const six = address.includes(":");
        ip("addr", "add", `${address}/${six ? 128 : 32}`, "dev", "eth0", ...(six ? ["nodad"] : []));
      }
      ip("route", "add", "default", "dev", "eth0");
      ip("-6", "route", "add", "default", "dev", "eth0");
    }
    const byside = { vps: startAgent(names.vps), outside: startAgent(names.outside) };
    agents.push(byside.vps, byside.outside);
    return {
      run: inside,
      async listen(side, protocol, address, port) {
        const answer = await byside[side].ask({ op: "listen", protocol, address, port });
        if (answer !== "listening") throw new Error(`listen ${protocol} ${address} ${port}: ${answer}`);
      },
      async probe(side, probe) {
        const wait = side === "vps" && probe.to.includes(":") ? rejectedSix : silenceMilliseconds;
        const answer = await byside[side].ask({ op: "connect", wait, ...probe });
        if (answer.startsWith("error")) throw new Error(`probe ${JSON.stringify(probe)}: ${answer}`);
        return answer as ProbeAnswer;
      },
      stop,
    };
  } catch (cause) {
    stop();
    throw cause;
  }
}
