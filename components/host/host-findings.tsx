"use client";

import { useTranslations } from "use-intl";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { KeyValue, type KeyValueItem } from "../ui/key-value";
import type { LiveCounts } from "./count-rules";

/** What the inspection found, in words. The live rules themselves are long, and their number is all that is told. */
export function HostFindings({ facts, live }: { facts: Omit<HostFacts, "live">; live: LiveCounts }) {
  const t = useTranslations("hosts.findings");
  const tools = (value: HostFacts["iptables6"]): string => {
    if (value === "absent") return t("noIpv6");
    if (value === null) return t("noTools");
    return t("tools", { version: value.version, backend: value.backend, other: value.otherBackendRules });
  };
  const { name: system, version } = facts.os;
  const items: KeyValueItem[] = [
    { label: t("system"), value: system.includes(version) ? system : `${system} ${version}` },
    { label: t("kernel"), value: facts.kernel, mono: true },
    { label: t("rights"), value: t(`privilege.${facts.privilege}`) },
    { label: t("iptables4"), value: tools(facts.iptables4) },
    { label: t("iptables6"), value: tools(facts.iptables6) },
    { label: t("boot"), value: t(`init.${facts.init}`) },
    {
      label: t("live"),
      value: t("liveCount", {
        ours4: live.ipv4.owned,
        others4: live.ipv4.foreign,
        ours6: live.ipv6.owned,
        others6: live.ipv6.foreign,
      }),
    },
    {
      label: t("addresses"),
      mono: true,
      value: (
        <ul>
          {facts.addresses
            .filter((one) => one.interface !== "lo")
            .map((one) => (
              <li key={`${one.interface} ${one.address}`}>
                {`${one.address}/${one.length}`} <span className="text-ink-3">{one.interface}</span>
              </li>
            ))}
        </ul>
      ),
    },
    {
      label: t("connection"),
      mono: facts.connection !== null,
      value: facts.connection
        ? `${facts.connection.panelAddress} → ${facts.connection.hostAddress}:${facts.connection.hostPort}`
        : t("noConnection"),
    },
  ];
  if (facts.forwarding.ipv4 || facts.forwarding.ipv6) {
    items.push({ label: t("forwarding"), value: t("forwards") });
  }
  return <KeyValue items={items} />;
}
