import type { CampaignHost } from "./host/host";
import type { Random } from "./random";
import type { PanelSeat } from "./seat";

/** What the faults of a run act on, and what is known of the host besides what it tells itself. */
export type World = {
  readonly host: CampaignHost;
  readonly panel: PanelSeat;
  readonly luck: Random;
  /** The apply that is under way. */
  applyId: string;
  /** The foreign lines as their writers left them. */
  foreign: { 4: string[]; 6: string[] };
  /** Boots of this run: what was begun before one is void after it. */
  boots: number;
  /** An administrator took our jump away: when (milliseconds since 1970) and in which families. */
  jumpRemoved: { readonly at: number; readonly families: readonly (4 | 6)[] } | null;
  /** The apply of the other panel: its rules as the kernel holds them. */
  second: { readonly id: string; readonly four: string; readonly six: string } | null;
  /** Before this uptime nothing can be settled: the other panel's apply has its own deadline. */
  settleFrom: number;
  /** Until this uptime a fault kept people out or rules from being loaded. */
  obstructedUntil: number;
  /** The main timer was killed: the guard acts 7 s later. */
  guardActs: boolean;
  log(line: string): void;
};
