import type { Fault, FaultName } from "./fault";
import * as machine from "./machine";
import * as network from "./network";
import * as people from "./people";

export const faults: { readonly [Name in FaultName]: Fault } = {
  "panel-killed": people.panelKilled,
  "link-down": network.linkDown,
  "half-open": network.halfOpen,
  "sshd-killed": network.sshdKilled,
  rebooted: machine.rebooted,
  frozen: machine.frozen,
  "panel-clock": machine.panelClock,
  "host-clock": machine.hostClock,
  "disk-full": machine.diskFull,
  "read-only": machine.readOnly,
  noexec: machine.noexec,
  "xtables-lock": machine.xtablesLock,
  "second-panel": people.secondPanel,
  "foreign-writer": people.foreignWriter,
  "jump-removed": people.jumpRemoved,
  "confirm-reply-lost": network.confirmReplyLost,
  "database-locked": people.databaseLocked,
  "lossy-link": network.lossyLink,
  "slow-link": network.slowLink,
  "script-killed": people.scriptKilled,
  "timer-killed": people.timerKilled,
};
