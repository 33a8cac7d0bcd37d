/** What a rule does with a packet that matches. `none` counts only; `opaque` was read and not understood. */
export type Target =
  | { readonly kind: "accept" }
  | { readonly kind: "drop" }
  /** `with` is iptables' own word, such as `icmp-port-unreachable`, `icmp6-port-unreachable`, `tcp-reset`. */
  | { readonly kind: "reject"; readonly with: string }
  | { readonly kind: "return" }
  | { readonly kind: "jump"; readonly chain: string }
  | { readonly kind: "goto"; readonly chain: string }
  | { readonly kind: "log"; readonly prefix: string; readonly level: number | null; readonly uid: boolean }
  | { readonly kind: "nflog"; readonly prefix: string; readonly group: number }
  | { readonly kind: "ct-helper"; readonly helper: string }
  | { readonly kind: "notrack" }
  | { readonly kind: "none" }
  | { readonly kind: "opaque"; readonly text: string };
