import type { Rule } from "@/lib/core/ruleset/ruleset";

/** Who keeps a chain, or what kind of rule it is where no program is known by its name. */
export type Owner =
  | "docker"
  | "podman"
  | "kubernetes"
  | "libvirt"
  | "lxd"
  | "fail2ban"
  | "crowdsec"
  | "sshguard"
  | "tailscale"
  | "firewalld"
  | "csf"
  | "ufw"
  /** What passes through the host. */
  | "forwarding"
  /** Another table than filter: address translation, marks, exceptions from tracking. */
  | "translation"
  | "marking"
  | "tracking";

const byName: readonly (readonly [pattern: RegExp, owner: Owner])[] = [
  [/^DOCKER/, "docker"],
  [/^(NETAVARK|CNI-)/, "podman"],
  [/^(KUBE-|cali-|CILIUM|FLANNEL)/, "kubernetes"],
  [/^LIBVIRT_/, "libvirt"],
  [/^(lxd|incus)/i, "lxd"],
  [/^(f2b-|fail2ban-)/, "fail2ban"],
  [/^crowdsec/i, "crowdsec"],
  [/^sshguard/, "sshguard"],
  [/^ts-/, "tailscale"],
  [/^(IN|FWD|FWDI|FWDO|OUT)_|^(INPUT|FORWARD|OUTPUT)_(direct|ZONES)/, "firewalld"],
  [/^(LOCALINPUT|LOCALOUTPUT|DENYIN|DENYOUT|ALLOWIN|ALLOWOUT|LOGDROPIN|LOGDROPOUT)$/, "csf"],
];

const byInterface: readonly (readonly [pattern: RegExp, owner: Owner])[] = [
  [/^(docker0|docker_gwbridge|br-[0-9a-f]{12})$/, "docker"],
  [/^(podman\d*|cni-podman\d*)$/, "podman"],
  [/^(cni0|cali\w+|flannel\S*)$/, "kubernetes"],
  [/^virbr\d+$/, "libvirt"],
  [/^(lxdbr|incusbr)\d+$/, "lxd"],
  [/^tailscale\d+$/, "tailscale"],
];

/** The program whose interface a rule names; null where none is known by it. */
export function ownerByInterface({ matches }: Rule): Owner | null {
  for (const match of matches) {
    if (match.kind !== "in-interface" && match.kind !== "out-interface") continue;
    const known = byInterface.find(([pattern]) => pattern.test(match.name));
    if (known !== undefined) return known[1];
  }
  return null;
}

/** The program that keeps a chain, by the chain's name; null where none is known by it. */
export function ownerOf(chain: string): Owner | null {
  return byName.find(([pattern]) => pattern.test(chain))?.[1] ?? null;
}

/** Whether a chain is one of ufw's, whose rules are read like hand-written ones. */
export function isUfw(chain: string): boolean {
  return /^ufw6?-/.test(chain);
}

/** What the rules of a table other than filter are for. */
export function ownerOfTable(table: string): Owner {
  if (table === "nat") return "translation";
  return table === "raw" ? "tracking" : "marking";
}
