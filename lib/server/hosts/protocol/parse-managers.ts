import type { HostFacts } from "@/lib/core/facts/host-facts";

type Manager = HostFacts["managers"][number];

/** Units and the name under which the operator knows what they belong to. */
const names: Readonly<Record<string, string>> = {
  ip6tables: "iptables-services",
  iptables: "iptables-services",
  lfd: "csf",
  shorewall6: "shorewall",
};

const rank = { installed: 0, enabled: 1, active: 2 } as const;

/**
 * Other firewall managers, from `systemctl show` (paragraphs of Id, ActiveState, UnitFileState), the files that were
 * found, and the live IPv4 rules. A oneshot unit counts as active when it ran at boot.
 */
export function parseManagers(units: string, files: string, live: string): Manager[] {
  const found = new Map<string, Manager["state"]>();
  const note = (unit: string, state: Manager["state"]) => {
    const name = names[unit] ?? unit;
    const known = found.get(name);
    if (known === undefined || rank[state] > rank[known]) found.set(name, state);
  };
  const ufwIsOn = /^ufw-enabled$/m.test(files);
  for (const paragraph of units.split(/\n\s*\n/)) {
    const value = (key: string) => new RegExp(`^${key}=(.*)$`, "m").exec(paragraph)?.[1] ?? "";
    const unit = value("Id").replace(/\.service$/, "");
    const file = value("UnitFileState");
    const active = value("ActiveState") === "active";
    if (unit === "" || (file === "" && !active)) continue;
    // The unit of ufw is enabled and active on every Ubuntu, also while ufw itself is switched off.
    if (unit === "ufw" && !ufwIsOn) note(unit, "installed");
    else if (active) note(unit, "active");
    else note(unit, /^enabled/.test(file) ? "enabled" : "installed");
  }
  for (const path of files.split("\n")) {
    const name = /([^/]+)$/.exec(path)?.[1];
    if (path === "" || name === undefined) continue;
    if (path === "ufw-enabled") note("ufw", "enabled");
    else note(name, path.startsWith("/etc/runlevels/") ? "enabled" : "installed");
  }
  if (/^-A INPUT -j ufw-before-input$/m.test(live.replace(/^\[\d+:\d+\] /gm, ""))) note("ufw", "active");
  return [...found].map(([name, state]) => ({ name, state }));
}
