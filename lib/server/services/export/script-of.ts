import type { Compiled } from "@/lib/core/compile/compiled";
import { flatten } from "@/lib/core/compile/flatten";
import { scriptHeader } from "@/lib/core/compile/script-header";
import { renderScript } from "@/lib/core/iptables/render-script";
import type { Policy } from "@/lib/core/policy/schema";

/** The stand-alone script of a compiled policy: flat, both families, to be read and run by a person. */
export function scriptOf(compiled: Compiled, policy: Policy): string {
  return renderScript({ ...flatten(compiled), header: scriptHeader(policy) });
}
