import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import Database from "better-sqlite3";
import { buildApply, buildConfirm } from "@/lib/server/hosts/protocol/build";
import { foreignChange } from "../host/foreign";
import { uptime } from "../host/host";
import { type Fault, nothingToMend } from "./fault";

/** kill -9 of the panel, and a restart. */
export const panelKilled: Fault = async ({ panel }) => {
  await panel.kill();
  return { obstructs: false, heal: () => panel.start() };
};

/** Another program holds the panel's database. */
export const databaseLocked: Fault = async ({ panel }) => {
  const other = new Database(panel.databaseFile, { timeout: 2_000 });
  try {
    other.exec("BEGIN IMMEDIATE");
  } catch {
    other.close();
    return { obstructs: false, heal: null };
  }
  return {
    obstructs: false,
    heal: async () => {
      other.exec("ROLLBACK");
      other.close();
    },
  };
};

const secondRules = `*filter
:SEKISHO-IN - [0:0]
:SEKISHO-OUT - [0:0]
:SEKISHO-FWD - [0:0]
-A SEKISHO-IN -p tcp -m tcp --dport 22 -j ACCEPT
-A SEKISHO-IN -m conntrack --ctstate ESTABLISHED -j ACCEPT
-A SEKISHO-IN -p ipv6-icmp -j ACCEPT
-A SEKISHO-IN -j DROP
-A SEKISHO-OUT -j ACCEPT
-A SEKISHO-FWD -j RETURN
COMMIT
`;

/** Another panel pushes its own rules to the same host, and confirms them or does not. */
export const secondPanel: Fault = async (world, variant) => {
  const { host, boots } = world;
  const id = `second-${randomBytes(4).toString("hex")}`;
  const endWord = () => randomBytes(16).toString("hex");
  const rules6 = secondRules;
  const rules4 = secondRules.replace("-A SEKISHO-IN -p ipv6-icmp -j ACCEPT\n", "");
  const { four, six } = await host.asLoaded(rules4, rules6);
  world.second = { id, four, six };
  world.settleFrom = Math.max(world.settleFrom, uptime() + 5);
  const begun = host.call(
    buildApply({ id, timeoutSeconds: 3, rules4, rules6, endWord: endWord() }),
    "198.51.100.8 41000 198.18.0.2 22",
  );
  const { stdout } = await begun;
  const applied = stdout.includes(`SEKISHO:APPLIED ${id}`);
  world.log(
    `second panel: ${
      applied
        ? "applied"
        : stdout
            .split("\n")
            .filter((line) => /FAIL|BUSY|ROLL/.test(line))
            .join(" / ")
    }`,
  );
  // Counted from when it was armed at the latest: now.
  world.settleFrom = Math.max(world.settleFrom, uptime() + 4);
  if (applied && variant % 3 === 0 && world.boots === boots) {
    const { stdout: kept } = await host.call(
      buildConfirm({ id, endWord: endWord() }),
      "198.51.100.8 41001 198.18.0.2 22",
    );
    world.log(
      `second panel: ${kept
        .split("\n")
        .filter((line) => line.startsWith("SEKISHO:"))
        .join(" / ")}`,
    );
  }
  return { obstructs: true, heal: nothingToMend };
};

/** A program that bans addresses, and a container engine, go on with their work. */
export const foreignWriter: Fault = async (world, variant) => {
  const { host, luck, boots } = world;
  for (let count = 3 + (variant % 6); count > 0; count--) {
    const family = luck.pick([4, 6] as const);
    const { words, change } = foreignChange(luck, family, world.foreign[family]);
    const { code, stderr } = await host.sh(`${family === 4 ? "iptables" : "ip6tables"} -w 20 ${words}`);
    if (world.boots !== boots) break;
    if (code === 0) world.foreign[family] = change(world.foreign[family]);
    else world.log(`foreign writer: ${words}: ${stderr.trim()}`);
    await pause(20 + (variant % 80));
  }
  return { obstructs: false, heal: nothingToMend };
};

/** An administrator takes our jump out of INPUT, in one family or in both. */
export const jumpRemoved: Fault = async (world, variant) => {
  const { host, boots } = world;
  const families = ([[4], [6], [4, 6]] as const)[variant % 3] ?? [4];
  const removed: (4 | 6)[] = [];
  for (const family of families) {
    const { code } = await host.sh(`${family === 4 ? "iptables" : "ip6tables"} -w 20 -D INPUT -j SEKISHO-IN`);
    if (code === 0) removed.push(family);
  }
  if (removed.length === 0 || world.boots !== boots) return { obstructs: false, heal: null };
  world.jumpRemoved = { at: Date.now(), families: removed };
  return { obstructs: false, heal: nothingToMend };
};

/** kill -9 of whatever a session of the panel runs at this moment, or comes to run within a second. */
export const scriptKilled: Fault = async ({ host }) => {
  const { stdout } = await host.sh(
    `tries=50
     while [ $tries -gt 0 ]; do
       for each in /proc/[0-9]*; do
         words=''
         { IFS= read -r words <$each/cmdline; } 2>/dev/null
         case $words in 'sh-s--'*) kill -9 "\${each#/proc/}" && echo killed && exit ;; esac
       done
       tries=$((tries - 1)); sleep 0.02
     done`,
  );
  return { obstructs: false, heal: stdout.includes("killed") ? nothingToMend : null };
};

/** kill -9 of the main timer and its sleep; the guard is left. */
export const timerKilled: Fault = async (world) => {
  const { stdout } = await world.host.sh(
    `for each in /proc/[0-9]*; do
       words=$(tr '\\0' ' ' 2>/dev/null <$each/cmdline)
       case $words in *'/timer.'*' main '*) kill -9 "-\${each#/proc/}" && echo killed ;; esac
     done`,
  );
  if (!stdout.includes("killed")) return { obstructs: false, heal: null };
  world.guardActs = true;
  return { obstructs: false, heal: nothingToMend };
};
