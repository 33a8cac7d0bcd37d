/** Programs that write chains of their own, by the names that they give them. */
const owners: readonly (readonly [RegExp, string])[] = [
  [/^DOCKER($|-)/, "Docker"],
  [/^ts-/, "Tailscale"],
  [/^LIBVIRT_/, "libvirt"],
  [/^ufw6?-/, "ufw"],
  [/^(f2b|fail2ban)-/, "fail2ban"],
  [/^NETAVARK/, "Podman"],
  [/^(KUBE|FLANNEL|cali)-/, "Kubernetes"],
  [/^CNI-/, "CNI"],
];

/** Who is known to write a chain; null: its name does not say. */
export function chainOwner(chain: string): string | null {
  return owners.find(([pattern]) => pattern.test(chain))?.[1] ?? null;
}
