import { expect, test } from "vitest";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import { compile } from "./compile";
import { goldenInput } from "./testing/golden-cases";

const { policy, facts } = goldenInput("every-setting");

/** The rules that log, of both families, on a host whose log is read in this way. */
function logRules(log: HostFacts["log"]): string[] {
  const compiled = compile(policy, facts && { ...facts, ...(log && { log }) });
  if (!compiled.ok || compiled.value.ruleset6 === null) throw new Error("it does not compile");
  return [compiled.value.ruleset4, compiled.value.ruleset6]
    .flatMap((ruleset) => renderRestore(ruleset).split("\n"))
    .filter((line) => /-j N?F?LOG/.test(line));
}

test("rules that log write packet messages where only these are heard, with the same names and rates", () => {
  const plain = logRules("kernel");
  expect(plain.length).toBeGreaterThan(3);
  expect(logRules("none")).toEqual(plain);
  expect(logRules(undefined)).toEqual(plain);
  const asMessages = plain.map((line) =>
    line.replace(
      /-j LOG --log-prefix ("[^"]+")( --log-uid)?/,
      "-j NFLOG --nflog-prefix $1 --nflog-group 7351",
    ),
  );
  expect(logRules("nflog")).toEqual(asMessages);
});
