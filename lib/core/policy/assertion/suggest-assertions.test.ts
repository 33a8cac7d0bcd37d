import { expect, it } from "vitest";
import { goldenInput } from "@/lib/core/compile/testing/golden-cases";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { serviceCatalogue } from "../catalogue";
import { startingPolicy } from "../roles";
import { suggestAssertions } from "./suggest-assertions";

const base = goldenInput("every-setting").facts;
if (base === null) throw new Error("the case every-setting has facts");
const listener = (port: number, address = "0.0.0.0"): HostFacts["listeners"][number] => ({
  protocol: "tcp",
  family: address.includes(":") ? 6 : 4,
  address,
  port,
  program: null,
  pid: null,
});
const facts: HostFacts = {
  ...base,
  listeners: [22, 80, 6379]
    .map((port) => listener(port))
    .concat(listener(6379, "::"), listener(5432, "127.0.0.1")),
  connection: { panelAddress: "203.0.113.9", panelPort: 40001, hostAddress: "198.51.100.7", hostPort: 22 },
};
const web = startingPolicy("public-web-server", { admin: ["192.0.2.10"] });

it("says of each service who is let in, and of what listens unmeant that only the administrator gets in", () => {
  expect(suggestAssertions(web, serviceCatalogue, facts)).toEqual([
    "anyone reaches http",
    "anyone reaches https",
    "nobody but admin reaches tcp 6379",
  ]);
});

it("offers nothing twice, and nothing for a sandbox", () => {
  const assertions = ["anyone reaches https"];
  expect(suggestAssertions({ ...web, assertions }, serviceCatalogue, null)).toEqual(["anyone reaches http"]);
  const sandbox = startingPolicy("egress-sandbox", { admin: ["192.0.2.10"], destination: ["192.0.2.1"] });
  expect(suggestAssertions(sandbox, serviceCatalogue, facts)).toEqual([]);
});
