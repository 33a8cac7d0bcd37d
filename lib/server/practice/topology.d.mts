/** Types of topology.mjs, which plain node runs. */
type Both<T> = { readonly ipv4: T; readonly ipv6: T };
type Place = Both<{ readonly prefix: string; readonly address: string }>;

export const vps: Both<readonly string[]> & {
  readonly gateway: Both<string>;
  readonly lengths: Both<number>;
};
export const panel: Both<string>;
export const vantagePoints: Readonly<Record<"office" | "branch" | "partner" | "anybody", Place>>;
export const outside: Both<string> & { readonly tcp: readonly number[]; readonly udp: readonly number[] };
export const services: readonly { readonly name: string; readonly sockets: readonly string[] }[];
