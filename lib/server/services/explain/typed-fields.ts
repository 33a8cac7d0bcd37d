import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Address } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import { carriesPorts } from "@/lib/core/packet/packet";
import { isFault, readProtocol } from "@/lib/core/packet/packet-fields";
import type { ServiceObject } from "@/lib/core/policy/schema";
import type { FieldFault, Question, QuestionField } from "./explain-view";
import { ownAddress } from "./own-addresses";
import { type Read, readAddressField } from "./read-fields";

/** What is known of the host, for what the question leaves out. */
export type Known = { readonly facts: HostFacts | null; readonly services: readonly ServiceObject[] };

/** The family that is meant where nothing says: IPv4, unless the host is reached by IPv6 alone. */
export function usualFamily(facts: HostFacts | null): Family {
  return ownAddress(facts, 4) === null && ownAddress(facts, 6) !== null ? 6 : 4;
}

/** Everything that the fields say, each one read by itself; `ping` and the ICMP names fit either family. */
export class TypedFields {
  readonly faults: FieldFault[] = [];
  readonly from: Address | null;
  readonly to: Address | null;
  readonly family: Family;
  readonly protocol: number | null;
  readonly ports: boolean;

  constructor(
    readonly question: Question,
    readonly known: Known,
  ) {
    this.from = this.read("from", readAddressField(question.from));
    this.to = this.read("to", readAddressField(question.to));
    this.family = this.readFamily();
    this.protocol = this.readProtocol();
    this.ports = this.protocol !== null && carriesPorts(this.protocol);
  }

  read<T>(field: QuestionField, read: Read<T>): T | null {
    if ("value" in read) return read.value;
    this.faults.push({ field, ...read.fault });
    return null;
  }

  private fail(field: QuestionField, code: FieldFault["code"], params: FieldFault["params"] = {}): void {
    this.faults.push({ field, code, params });
  }

  private readFamily(): Family {
    const { from, to, question } = this;
    const chosen = question.family === "" ? null : question.family === "4" ? 4 : 6;
    if (from !== null && to !== null && from.family !== to.family) {
      this.fail("to", "family-mixed", { from: from.family, to: to.family });
    }
    const said = from?.family ?? to?.family ?? null;
    if (chosen !== null && said !== null && chosen !== said) {
      this.fail("family", "family-address", { chosen, said });
    }
    if (this.known.facts?.iptables6 === "absent" && (said === 6 || chosen === 6)) {
      this.fail(to?.family === 6 ? "to" : from?.family === 6 ? "from" : "family", "family-absent");
    }
    return said ?? chosen ?? (question.proto === "icmpv6" ? 6 : usualFamily(this.known.facts));
  }

  private readProtocol(): number | null {
    const { proto } = this.question;
    const icmp = this.family === 4 ? 1 : 58;
    if (proto === "ping" || proto === "icmp") return icmp;
    const number = readProtocol(proto);
    if (isFault(number)) {
      this.fail("proto", "protocol", { typed: proto });
      return null;
    }
    if ((number === 1 || number === 58) && number !== icmp) {
      this.fail("proto", "protocol-family", { typed: proto, family: this.family });
    }
    return number;
  }
}
