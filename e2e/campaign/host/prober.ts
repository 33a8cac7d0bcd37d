import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** Runs in the panel's network and stays there: to start a program for each look would measure the machine. */
const program = `
const net = require("node:net");
let flow = null;
function open([to, from]) {
  flow?.destroy();
  flow = net.connect({ host: to, port: 8080, localAddress: from });
  flow.once("connect", () => console.log("open"));
  flow.on("error", (error) => console.log(error.code));
}
function echo() {
  const timer = setTimeout(() => end("silence"), 600);
  const end = (answer) => {
    clearTimeout(timer);
    flow?.removeAllListeners("data");
    console.log(answer);
  };
  flow?.once("data", () => end("echo"));
  flow?.write("x");
}
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const [what, ...words] = line.split(" ");
  if (what === "open") return open(words);
  if (what === "echo") return echo();
  const address = words[0];
  const socket = net.connect({ host: address, port: 22 });
  const end = (answer) => {
    clearTimeout(timer);
    socket.destroy();
    console.log(answer);
  };
  const timer = setTimeout(() => end("silence"), 3000);
  socket.once("data", (greeting) => end(String(greeting).startsWith("SSH-") ? "greeted" : "other"));
  socket.once("error", () => end("refused"));
  socket.once("end", () => end("closed"));
}).on("close", () => process.exit());
`;

/** Asks again and again whether a new connection from the panel's network is greeted by the SSH server. */
export class Prober {
  private readonly child: ChildProcess;
  private readonly waiting: ((answer: string) => void)[] = [];

  constructor(namespacePid: number) {
    this.child = spawn("nsenter", ["-t", String(namespacePid), "-n", process.execPath, "-e", program], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.child.stdin?.on("error", () => undefined);
    createInterface({ input: this.child.stdout as Readable }).on("line", (line) =>
      this.waiting.shift()?.(line),
    );
    this.child.once("exit", () => {
      for (const done of this.waiting.splice(0)) done("ended");
    });
  }

  /** One after the other: answers come in the order of the questions. */
  private ask(question: string): Promise<string> {
    const answer = new Promise<string>((done) => this.waiting.push(done));
    this.child.stdin?.write(`${question}\n`);
    return answer;
  }

  async greeted(address: string): Promise<boolean> {
    return (await this.ask(`greet ${address}`)) === "greeted";
  }

  /** Opens a connection to the host's echo service, from an address that no rules of ours let in; null: it is open. */
  async openFlow(to: string, from: string): Promise<string | null> {
    const answer = await this.ask(`open ${to} ${from}`);
    return answer === "open" ? null : answer;
  }

  /** Whether that connection still carries data both ways. */
  async flowAlive(): Promise<boolean> {
    return (await this.ask("echo")) === "echo";
  }

  close(): void {
    this.child.kill("SIGKILL");
  }
}
