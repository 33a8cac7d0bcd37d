import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { CampaignHost } from "./host/host";
import type { Command, Message, Reviewed, Standing } from "./panel/messages";
import { Panel, Refused } from "./panel/panel";

/** Refusals that an operator answers by trying again: the host was slow, or something was put on record meanwhile. */
const passing = new Set(["fault", "review-outdated", "apply-pending", "gate-refused"]);

/** Which panel is run: its bundle, and the folder with the host scripts that it sends. */
export type PanelBuild = { readonly bundle: string; readonly tree: string };

/** The panel of a slot, over its kills and restarts: its data folder stays. */
export class PanelSeat {
  private panel: Panel | null = null;
  private wanted = true;
  readonly data: string;
  hostId = "";
  private withClock = false;
  /** What the panel last said of an apply. */
  last: { readonly applyId: string; readonly phase: string; readonly attempting: string | null } | null =
    null;
  private readonly listeners = new Set<() => void>();
  starts = 0;

  constructor(
    private readonly build: PanelBuild,
    private readonly host: CampaignHost,
    folder: string,
    private readonly faketime: string,
  ) {
    this.data = join(folder, "data");
  }

  get databaseFile(): string {
    return join(this.data, "sekisho.db");
  }

  get said(): readonly string[] {
    return this.panel?.said ?? [];
  }

  get alive(): boolean {
    return this.panel?.alive ?? false;
  }

  private hear(message: Message): void {
    if (message.type !== "apply") return;
    this.last = message;
    for (const listener of [...this.listeners]) listener();
  }

  /** Starts it where it does not run; `withClock`: its clock can be set. */
  async start(withClock = this.withClock): Promise<void> {
    if (this.alive && withClock === this.withClock) return;
    await this.panel?.kill();
    this.withClock = withClock;
    this.wanted = true;
    const file = join(this.data, "..", "panel-faketime");
    writeFileSync(file, "+0");
    this.starts++;
    this.panel = new Panel(
      { namespacePid: this.host.panelPid, bundle: this.build.bundle, tree: this.build.tree, data: this.data },
      withClock
        ? {
            LD_PRELOAD: this.faketime,
            FAKETIME_TIMESTAMP_FILE: file,
            FAKETIME_DONT_FAKE_MONOTONIC: "1",
            FAKETIME_NO_CACHE: "1",
          }
        : {},
      (message) => this.hear(message),
    );
    await this.panel.ready;
  }

  setClock(offset: string): void {
    writeFileSync(join(this.data, "..", "panel-faketime"), offset);
  }

  /** kill -9; it stays away until `start`. */
  async kill(): Promise<void> {
    this.wanted = false;
    await this.panel?.kill();
  }

  /** Asks, and asks again while the panel is being restarted or its database is held by somebody. */
  async ask<T>(command: Command): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        if (this.panel === null) throw new Refused("panel-gone", "The panel was not started.");
        return await this.panel.ask<T>(command);
      } catch (error) {
        const passing =
          error instanceof Refused && (error.code === "panel-gone" || error.code === "database-locked");
        if (!passing || tries > 200) throw error;
        if (!this.alive && this.wanted) throw error;
        await pause(100);
      }
    }
  }

  /**
   * Reads the host, computes what an apply would do, and starts it as it was shown: again where the world moved in
   * between, as an operator would.
   */
  async begin(options: {
    readonly confirmMode: "proven" | "ask";
    readonly timeoutSeconds: number;
  }): Promise<{ readonly review: Reviewed; readonly applyId: string }> {
    const { hostId } = this;
    for (let tries = 1; ; tries++) {
      try {
        const review = await this.ask<Reviewed>({ verb: "review", hostId });
        const { hash, needsAnyway: anyway } = review;
        const { applyId } = await this.ask<{ applyId: string }>({
          verb: "start",
          hostId,
          hash,
          anyway,
          ...options,
        });
        return { review, applyId };
      } catch (error) {
        if (!(error instanceof Refused && passing.has(error.code)) || tries >= 5) throw error;
        await pause(300);
      }
    }
  }

  /** Waits until the panel says something new of an apply, at most so long. */
  news(milliseconds: number): Promise<void> {
    return new Promise((done) => {
      const end = () => {
        clearTimeout(timer);
        this.listeners.delete(end);
        done();
      };
      const timer = setTimeout(end, milliseconds);
      this.listeners.add(end);
    });
  }

  read(applyId: string): Promise<Standing> {
    return this.ask<Standing>({ verb: "read", applyId });
  }

  /** Begins with an empty data folder. */
  async startOver(): Promise<void> {
    await this.kill();
    rmSync(this.data, { recursive: true, force: true });
    await this.start(false);
    this.hostId = "";
  }
}
