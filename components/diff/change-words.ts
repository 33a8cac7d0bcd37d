import type { ChangeItem } from "@/lib/core/policy/describe";

/** Untyped look at the namespace: codes and values come from data, so their keys cannot be known here. */
export type ChangeTexts = {
  (key: string, values?: Record<string, string | number>): string;
  has(key: string): boolean;
};

/** A value of a setting in the reader's words, where there are any: on, off, a mode, a rate, a list of roles. */
function valueWord(t: ChangeTexts, value: string): string {
  const key = `value.${value}`;
  if (/^[a-z-]+$/.test(value) && t.has(key)) return t(key);
  const rate = /^(\d+) a (second|minute|hour|day), burst (\d+)$/.exec(value);
  if (rate !== null) {
    return t("value.rate", { count: rate[1] ?? "", per: t(`per.${rate[2]}`), burst: rate[3] ?? "" });
  }
  const knocks = /^(\d+) ports in (\d+) minutes?$/.exec(value);
  if (knocks !== null) return t("value.knocks", { ports: knocks[1] ?? "", minutes: Number(knocks[2]) });
  return value
    .split(", ")
    .map((part) => {
      const [, role = part, address] = /^([a-z-]+) at (.+)$/.exec(part) ?? [];
      const word = t.has(`role.${role}`) ? t(`role.${role}`) : role;
      return address === undefined ? word : t("value.roleAt", { role: word, address });
    })
    .join(t("joint"));
}

/** Names that rules use without an object, in the reader's words. */
function namesWord(t: ChangeTexts, list: string): string {
  return list
    .split(", ")
    .map((name) => (t.has(`name.${name}`) ? t(`name.${name}`) : name))
    .join(t("joint"));
}

/** The parts of a rule that changed (`peers +A -B; log false → true`), each led by a word of the reader's language. */
function partsWord(t: ChangeTexts, parts: string, direction: string): string {
  return parts
    .split("; ")
    .map((part) => {
      const [, key = "", rest = ""] = /^(\S+) (.*)$/.exec(part) ?? [];
      if (key === "peers" || key === "services") {
        return `${t(key === "peers" ? `part.peers.${direction}` : "part.services")} ${rest.replaceAll(/(^| )-/g, "$1−")}`;
      }
      if (!t.has(`part.${key}`)) return part;
      const [was, now] = rest.split(" → ");
      const told = now === undefined ? rest : `${valueWord(t, was ?? "")} → ${valueWord(t, now)}`;
      return `${t(`part.${key}`)} ${told}`;
    })
    .join(t("joint"));
}

/** One change as a sentence in the reader's language; a code that has no translation keeps its English text. */
export function changeSentence(t: ChangeTexts, { code, params, text }: ChangeItem): string {
  const param = (name: string) => String(params[name] ?? "");
  const rule = /^(inbound|outbound)-(added|removed|changed)$/.exec(code);
  if (rule !== null) {
    const [, direction, kind] = rule;
    const plain = t(`${direction}.${param("verdict")}`, {
      peers:
        param("peers") === ""
          ? t(direction === "inbound" ? "nobody" : "nowhere")
          : namesWord(t, param("peers")),
      services:
        (param("services") === "" ? t("nothing") : namesWord(t, param("services"))) +
        (param("address") === "" ? "" : t("onAddress", { address: param("address") })),
      who: param("user") === "" ? t("server") : t("account", { user: param("user") }),
    });
    const until = param("until").replace("T", " ").replace("Z", " UTC");
    const acts = param("observe") === "" ? plain : t("ruleObserved", { sentence: plain });
    const sentence = until === "" ? acts : t("ruleUntil", { sentence: acts, until });
    return kind === "changed"
      ? t("ruleChanged", { sentence, changes: partsWord(t, param("changes"), direction ?? "inbound") })
      : sentence;
  }
  const setting = /^(set|changed)-(.+)$/.exec(code);
  if (setting !== null && t.has(`setting.${setting[2]}`)) {
    const name = t(`setting.${setting[2]}`);
    const now = valueWord(t, param("now"));
    return setting[1] === "set"
      ? t("settingSet", { name, now })
      : t("settingChanged", { name, was: valueWord(t, param("was")), now });
  }
  if ((code === "network-changed" || code === "service-changed") && t.has(code)) {
    const added = param("added") === "" ? "" : `+ ${param("added")}`;
    const removed = param("removed") === "" ? "" : `− ${param("removed")}`;
    return t(code, { name: param("name"), changes: [added, removed].filter((one) => one !== "").join("  ") });
  }
  if ((code === "assertion-added" || code === "assertion-removed") && t.has(code)) {
    return t(code, { assertion: param("assertion") });
  }
  return text;
}
