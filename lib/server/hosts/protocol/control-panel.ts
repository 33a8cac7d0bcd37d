import type { HostFacts } from "@/lib/core/facts/host-facts";

/** Hosting control panels: the port that they are made for, and the programs that serve it. */
const known: readonly { readonly port: number; readonly program: RegExp }[] = [
  { port: 8443, program: /^(sw-|plesk|clp-)/ },
  { port: 2087, program: /^(cpsrvd|whostmgrd)/ },
  { port: 2083, program: /^cpsrvd/ },
  { port: 10000, program: /^(miniserv|perl|webmin|\/usr\/share\/we)/ },
  { port: 2222, program: /^directadmin/ },
  { port: 8083, program: /^(hestia|vesta|nginx)/ },
  { port: 8090, program: /^(lscpd|litespeed|openlitespeed)/ },
  { port: 9090, program: /^(cockpit|systemd)/ },
  { port: 8888, program: /^(BT-Panel|python|aapanel)/i },
];

/** The port of a hosting control panel among the listening sockets, or null. */
export function findControlPanel(listeners: HostFacts["listeners"]): number | null {
  for (const { port, program } of known) {
    const found = listeners.some(
      (each) =>
        each.protocol === "tcp" && each.port === port && each.program !== null && program.test(each.program),
    );
    if (found) return port;
  }
  return listeners.find((each) => each.program === "1panel" || each.program === "1panel-core")?.port ?? null;
}
