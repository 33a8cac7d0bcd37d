import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** Runs in the panel's network and stays there: to start a program for each look would measure the machine. */
const program = `
const net = require("node:net");
require("node:readline").createInterface({ input: process.stdin }).on("line", (address) => {
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
  async greeted(address: string): Promise<boolean> {
    const answer = new Promise<string>((done) => this.waiting.push(done));
    this.child.stdin?.write(`${address}\n`);
    return (await answer) === "greeted";
  }

  close(): void {
    this.child.kill("SIGKILL");
  }
}
