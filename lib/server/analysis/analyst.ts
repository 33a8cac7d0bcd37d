import { Worker } from "node:worker_threads";
import type { QuestionKind, Request, Response } from "./questions";

/**
 * Why there is no answer. `too-long`: it took more time than it may. `busy`: too many questions wait already. `failed`:
 * the worker fell over; the next question gets a new one.
 */
export type NoAnswer = "too-long" | "busy" | "failed";

export type Answered<T> =
  | { readonly ok: true; readonly answer: T }
  | { readonly ok: false; readonly why: NoAnswer };

export type AnalystOptions = {
  /** The bundled worker. */
  readonly file: string;
  /** How long one question may take, from when the worker begins. */
  readonly limitMilliseconds: number;
  /** How much its values may take; what needs more ends the thread and not the process. */
  readonly heapMegabytes: number;
  /** How many may wait behind the one that is worked on. */
  readonly mostWaiting: number;
  readonly onFailure?: (text: string) => void;
};

type Waiting = {
  readonly kind: QuestionKind;
  readonly question: Uint8Array;
  readonly done: (answered: Answered<unknown>) => void;
};

/** One worker thread that stays warm, with the questions that wait for it; what stops or falls over is replaced. */
export class Analyst {
  private worker: Worker | null = null;
  private current: (Waiting & { readonly id: number; readonly timer: NodeJS.Timeout }) | null = null;
  private readonly queue: Waiting[] = [];
  private lastId = 0;

  constructor(private readonly options: AnalystOptions) {}

  /** Asks in turn; resolves always. */
  ask(kind: QuestionKind, question: Uint8Array): Promise<Answered<unknown>> {
    if (this.queue.length >= this.options.mostWaiting) return Promise.resolve({ ok: false, why: "busy" });
    return new Promise((done) => {
      this.queue.push({ kind, question, done });
      this.next();
    });
  }

  private next(): void {
    if (this.current !== null) return;
    const waiting = this.queue.shift();
    if (waiting === undefined) {
      // An idle thread keeps no process alive.
      this.worker?.unref();
      return;
    }
    const id = ++this.lastId;
    const timer = setTimeout(() => this.replace("too-long"), this.options.limitMilliseconds);
    this.current = { ...waiting, id, timer };
    this.worker ??= this.start();
    this.worker.ref();
    const request: Request = { id, kind: waiting.kind, question: waiting.question };
    this.worker.postMessage(request);
  }

  private start(): Worker {
    const worker = new Worker(this.options.file, {
      resourceLimits: { maxOldGenerationSizeMb: this.options.heapMegabytes },
    });
    worker.on("message", (response: Response) => this.hear(response));
    const gone = (why: unknown) => {
      if (this.worker !== worker) return;
      this.options.onFailure?.(
        why instanceof Error ? (why.stack ?? why.message) : `ended with ${String(why)}`,
      );
      this.replace("failed");
    };
    worker.on("error", gone);
    worker.on("exit", gone);
    return worker;
  }

  private hear(response: Response): void {
    if (response.id !== this.current?.id) return;
    if ("failed" in response) this.options.onFailure?.(response.failed);
    this.settle("failed" in response ? { ok: false, why: "failed" } : { ok: true, answer: response.answer });
  }

  /** Gives the thread up and lets the next question begin with a new one. */
  private replace(why: NoAnswer): void {
    const { worker } = this;
    this.worker = null;
    void worker?.terminate();
    this.settle({ ok: false, why });
  }

  private settle(answered: Answered<unknown>): void {
    const { current } = this;
    this.current = null;
    if (current !== null) {
      clearTimeout(current.timer);
      current.done(answered);
    }
    this.next();
  }
}
