import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { Command, Message } from "./messages";

/** A verb that the panel refused, with its code. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    text: string,
  ) {
    super(`${code}: ${text}`);
  }
}

export type PanelPlace = {
  /** Of the network namespace that it lives in. */
  readonly namespacePid: number;
  readonly bundle: string;
  /** Its working directory: the tree, or a copy with other scripts in it. */
  readonly tree: string;
  readonly data: string;
};

type Waiting = { readonly done: (value: unknown) => void; readonly failed: (error: Error) => void };

/** One process of the panel; `kill` is kill -9. */
export class Panel {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;
  private ended = false;
  readonly ready: Promise<void>;
  /** The last lines that it said on its own. */
  readonly said: string[] = [];

  constructor(
    place: PanelPlace,
    environment: Readonly<Record<string, string>>,
    onMessage: (message: Message) => void,
  ) {
    mkdirSync(place.data, { recursive: true });
    this.child = spawn("nsenter", ["-t", String(place.namespacePid), "-n", process.execPath, place.bundle], {
      cwd: place.tree,
      env: {
        PATH: process.env.PATH,
        NODE_ENV: "production",
        SEKISHO_DATA: place.data,
        SEKISHO_KEY: "5".repeat(64),
        ...environment,
      },
      stdio: ["pipe", "pipe", "pipe", "pipe"],
    });
    this.child.stdin?.on("error", () => undefined);
    const hear = (stream: Readable | null) => {
      if (stream === null) return;
      createInterface({ input: stream }).on("line", (line) => {
        this.said.push(line);
        if (this.said.length > 40) this.said.shift();
      });
    };
    hear(this.child.stdout);
    hear(this.child.stderr);
    this.ready = new Promise((done, failed) => {
      this.child.once("exit", (code, signal) => {
        this.ended = true;
        const error = new Refused(
          "panel-gone",
          `The panel ended (${code ?? signal}). ${this.said.slice(-20).join(" | ")}`,
        );
        failed(error);
        for (const { failed: fail } of this.waiting.values()) fail(error);
        this.waiting.clear();
      });
      createInterface({ input: this.child.stdio[3] as Readable }).on("line", (line) => {
        const message: Message = JSON.parse(line);
        if (message.type === "ready") done();
        this.hear(message);
        onMessage(message);
      });
    });
    this.ready.catch(() => undefined);
  }

  private hear(message: Message): void {
    if (message.type !== "answer" && message.type !== "refusal") return;
    const asked = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (message.type === "answer") asked?.done(message.value);
    else asked?.failed(new Refused(message.code, message.text));
  }

  get alive(): boolean {
    return !this.ended;
  }

  /** Rejects with `Refused`; `panel-gone` when the process ends meanwhile. */
  async ask<T>(command: Command): Promise<T> {
    await this.ready;
    if (this.ended) throw new Refused("panel-gone", "The panel has ended.");
    const id = ++this.lastId;
    const answer = new Promise<unknown>((done, failed) => this.waiting.set(id, { done, failed }));
    this.child.stdin?.write(`${JSON.stringify({ id, ...command })}\n`);
    return (await answer) as T;
  }

  /** Ends it as a power cut would, and waits until it is gone. */
  async kill(): Promise<void> {
    if (this.ended) return;
    const gone = new Promise((done) => this.child.once("exit", done));
    this.child.kill("SIGKILL");
    await gone;
  }
}
