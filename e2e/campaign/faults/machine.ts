import { foreignStart } from "../host/foreign";
import { type Fault, nothingToMend } from "./fault";

/** The lines of others on a host that has just started. */
export async function readForeign({
  host,
}: Pick<Parameters<Fault>[0], "host">): Promise<{ 4: string[]; 6: string[] }> {
  const { ipv4, ipv6 } = await host.snapshot();
  for (const [family, { foreign }] of [
    [4, ipv4],
    [6, ipv6],
  ] as const) {
    const asked = foreignStart(family)
      .split("\n")
      .filter((line) => line.startsWith("-A f2b"));
    if (!asked.every((line) => foreign.includes(line)))
      throw new Error(`the rules of others are not there: ${foreign.join(" | ")}`);
  }
  return { 4: [...ipv4.foreign], 6: [...ipv6.foreign] };
}

/** A power cut and a boot. */
export const rebooted: Fault = async (world, variant) => {
  world.boots++;
  await world.host.reboot(variant % 2 === 0 ? 0 : 300 + variant);
  world.boots++;
  world.foreign = await readForeign(world);
  world.jumpRemoved = null;
  return { obstructs: true, heal: nothingToMend };
};

/** Every process of the host stands still, as in a paused guest, and goes on later; its uptime counts on. */
export const frozen: Fault = async ({ host }) => {
  await host.freeze();
  return { obstructs: true, heal: () => host.thaw() };
};

const jumps = ["+3600", "-3600", "+90", "-90", "+400d", "-400d"] as const;
const jumpOf = (variant: number) => jumps[variant % jumps.length] ?? "+3600";

/** Every other jump is the only one: nobody sets the clock back. */
const staysSo = (variant: number) => variant % 4 < 2;

/** The panel's time of day jumps, and back again. */
export const panelClock: Fault = async ({ panel }, variant) => {
  panel.setClock(jumpOf(variant));
  return { obstructs: false, heal: staysSo(variant) ? nothingToMend : async () => panel.setClock("+0") };
};

/** The same on the host, for all that a session runs. */
export const hostClock: Fault = async ({ host }, variant) => {
  host.setClock(jumpOf(variant));
  return { obstructs: false, heal: staysSo(variant) ? nothingToMend : async () => host.setClock("+0") };
};

const places = ["/var/lib", "/run", "/tmp"] as const;
const placeOf = (variant: number) => places[variant % places.length] ?? "/run";

export const diskFull: Fault = async (world, variant) => {
  const { host, boots } = world;
  const place = placeOf(variant);
  await host.sh(
    `dd if=/dev/zero of=${place}/filler bs=65536 2>/dev/null; dd if=/dev/zero of=${place}/filler2 bs=512 2>/dev/null; true`,
  );
  return {
    obstructs: false,
    heal: async () => {
      // The disk outlives a restart.
      await host.sh(`rm -f ${world.boots === boots ? place : "/var/lib"}/filler ${place}/filler2`);
    },
  };
};

/** Somebody writes there all the time, so it may have to be tried again. */
const remount = (place: string, how: string) =>
  `tries=40; until mount -o remount,${how} ${place} 2>/dev/null; do tries=$((tries - 1)); [ $tries -gt 0 ] || exit 1; sleep 0.02; done`;

export const readOnly: Fault = async ({ host }, variant) => {
  const place = placeOf(variant);
  const { code } = await host.sh(remount(place, "ro"));
  if (code !== 0) return { obstructs: false, heal: null };
  return {
    obstructs: false,
    heal: async () => {
      await host.sh(remount(place, "rw"));
    },
  };
};

export const noexec: Fault = async ({ host }) => {
  await host.sh("mount -o remount,noexec /run; mount -o remount,noexec /tmp");
  return {
    obstructs: false,
    heal: async () => {
      await host.sh("mount -o remount,exec /run; mount -o remount,exec /tmp");
    },
  };
};

/** Another program holds the lock of the legacy programs. */
export const xtablesLock: Fault = async (world) => {
  const { child, ended } = world.host.spawnInside("exec /mnt/flock /run/xtables.lock cat");
  return {
    obstructs: true,
    heal: async () => {
      child.stdin?.end();
      await ended;
    },
  };
};
