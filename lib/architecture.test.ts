import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = resolve(fileURLToPath(new URL("..", import.meta.url)));
const skipped = new Set(["node_modules", "bin", ".next", ".git", ".data", ".cache", "generated", "testdata"]);

/** Every source file of the project, as a path from its root. */
function sources(folder = root): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : sources(join(folder, entry.name));
    return /\.(ts|tsx|mjs)$/.test(entry.name) ? [relative(root, join(folder, entry.name))] : [];
  });
}

const isTest = (file: string) => /\.(test|bench)\.tsx?$/.test(file);
const importPattern =
  /(?:^|[\s;])(?:import|export)\s[^"';]*?from\s*["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)|^\s*import\s+["']([^"']+)["']/gm;

/** What a file imports: project paths without `@/`, or package names. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(importPattern)].map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? "";
    if (specifier.startsWith("@/")) return specifier.slice(2);
    if (specifier.startsWith(".")) return relative(root, resolve(root, dirname(file), specifier));
    return specifier;
  });
}

type Law = {
  /** Files that the law is about: a path prefix. */
  readonly who: string;
  /** What they may import: path prefixes or package names. Their own folder is always allowed. */
  readonly may: readonly string[];
  readonly because: string;
};

const shared = ["lib/core/net", "lib/core/problem", "lib/core/facts", "zod"];

const laws: readonly Law[] = [
  {
    who: "lib/core/net",
    may: ["lib/core/problem"],
    because: "everything stands on net, so it stands on nothing",
  },
  { who: "lib/core/problem", may: [], because: "a shared leaf" },
  { who: "lib/core/facts", may: ["zod", "lib/core/net", "lib/core/problem"], because: "a shared leaf" },
  { who: "lib/core/packet", may: shared, because: "a packet knows neither intent nor rules" },
  { who: "lib/core/policy", may: shared, because: "intent is independent of how it is compiled" },
  { who: "lib/core/ruleset", may: shared, because: "the compiled form knows no intent" },
  {
    who: "lib/core/compile",
    may: [...shared, "lib/core/policy", "lib/core/ruleset"],
    because: "policy → ruleset, and nothing else",
  },
  {
    who: "lib/core/iptables",
    may: [...shared, "lib/core/ruleset"],
    because: "the only place that knows the text",
  },
  {
    who: "lib/core/analysis",
    may: [...shared, "lib/core/ruleset", "lib/core/packet", "lib/core/iptables"],
    because: "it answers about rules, whoever wrote them, so it never sees policies",
  },
  {
    who: "lib/core/adopt",
    may: [
      ...shared,
      "lib/core/ruleset",
      "lib/core/iptables",
      "lib/core/packet",
      "lib/core/analysis",
      "lib/core/policy",
      "lib/core/compile",
    ],
    because: "it leads from rules back to intent, and proves that by compiling and comparing the two",
  },
  {
    who: "lib/core/advice",
    may: [...shared, "lib/core/policy", "lib/core/ruleset", "lib/core/compile", "lib/core/analysis"],
    because: "it says of a policy what the analysis finds in its compiled rules",
  },
  {
    who: "lib/core/meaning",
    may: [
      ...shared,
      "lib/core/ruleset",
      "lib/core/iptables",
      "lib/core/packet",
      "lib/core/analysis",
      "lib/core/compile/protections/read-limit",
    ],
    because:
      "it tells an analysis in names, which come as plain lists: it never sees policies, but knows our rules that count",
  },
  {
    who: "lib/core/assertion",
    may: [
      ...shared,
      "lib/core/ruleset",
      "lib/core/packet",
      "lib/core/policy",
      "lib/core/analysis",
      "lib/core/meaning",
    ],
    because: "it leads from what a policy asserts to what the rules answer",
  },
  {
    who: "lib/core/exposure",
    may: [
      ...shared,
      "lib/core/ruleset",
      "lib/core/packet",
      "lib/core/analysis",
      "lib/core/assertion",
      "lib/core/meaning",
    ],
    because:
      "it joins what listens with what the live rules let in, whoever wrote them: it never sees policies",
  },
  {
    who: "lib/core/drill",
    may: [
      ...shared,
      "lib/core/ruleset",
      "lib/core/iptables",
      "lib/core/compile",
      "lib/core/analysis",
      "lib/core/rollout",
    ],
    because: "it is an apply that is meant to be undone: what it loads, and what its end proves",
  },
  {
    who: "lib/core/checks",
    may: [...shared, "lib/core/ruleset", "lib/core/packet", "lib/core/policy", "lib/core/analysis"],
    because: "it leads from a policy to what is worth trying, and from rules to what that should meet",
  },
  {
    who: "lib/core/flows",
    may: [...shared, "lib/core/ruleset", "lib/core/packet", "lib/core/analysis"],
    because: "it holds what is alive against rules, whoever wrote them",
  },
  {
    who: "lib/core/drift",
    may: [...shared, "lib/core/ruleset", "lib/core/analysis", "lib/core/iptables"],
    because: "it compares live texts with what was sent; what that means for packets is asked of the meaning",
  },
  {
    who: "lib/core/live",
    may: shared,
    because: "it counts and sorts what a host shows, whatever its rules say",
  },
  {
    who: "lib/core/blocked",
    may: [...shared, "lib/core/ruleset", "lib/core/compile/observe"],
    because: "it reads what rules have written into the log, and which rule that was",
  },
  {
    who: "lib/core/tighten",
    may: [...shared, "lib/core/policy", "lib/core/flows", "lib/core/live"],
    because: "it holds a policy against what was seen and counted; rules of the kernel it never sees",
  },
  {
    who: "lib/core/leave",
    may: [...shared, "lib/core/ruleset", "lib/core/iptables"],
    because: "it says what is loaded before all that is ours is taken off",
  },
  {
    who: "lib/core/rehearsal",
    may: [...shared, "lib/core/ruleset", "lib/core/analysis"],
    because: "it holds what a start would load against what was confirmed",
  },
  { who: "lib/core/rollout", may: shared, because: "the state machine returns effects as data" },
  {
    who: "lib/cli",
    may: ["lib/core", "node:", "zod", "package.json"],
    because: "the core on text files: no server, no database",
  },
  {
    who: "lib/server/analysis",
    may: ["lib/core", "node:", "server-only"],
    because: "a thread of its own that computes: what it must know of the world comes with the question",
  },
  {
    who: "components",
    may: [
      "lib/core",
      "lib/client",
      // The shapes that the verbs answer: types, no code.
      "lib/server/services/adopt/adoption-view",
      "lib/server/services/apply/apply-view",
      "lib/server/services/assertion/assertion-view",
      "lib/server/services/checks/checks-view",
      "lib/server/services/blocked/blocked-view",
      "lib/server/services/tighten/tighten-view",
      "lib/server/services/draft/draft-view",
      "lib/server/services/drift/drift-view",
      "lib/server/services/explain/explain-view",
      "lib/server/services/exposure/exposure-view",
      "lib/server/services/flows/flows-view",
      "lib/server/services/host/host-view",
      "lib/server/services/meaning/meaning-view",
      "lib/server/services/object/object-view",
      "lib/server/services/practice/practice-view",
      "lib/server/services/audit/audit-view",
      "lib/server/services/key/key-view",
      "lib/server/services/live/live-view",
      "lib/server/services/reach/reach-view",
      "lib/server/services/rehearsal/rehearsal-view",
      "lib/server/services/review/review-view",
      "messages",
      "react",
      "react-dom",
      "next",
      "next/",
      "next-themes",
      "radix-ui",
      "cmdk",
      "sonner",
      "lucide-react",
      "clsx",
      "tailwind-merge",
      "use-intl",
      "@dnd-kit/",
      "diff",
      "zod",
      "geist",
    ],
    because: "a component gets core and view types as props and touches no server",
  },
];

type Ban = { readonly what: RegExp; readonly except: readonly string[]; readonly because: string };

const bans: readonly Ban[] = [
  {
    what: /^ssh2$/,
    except: ["lib/server/hosts", "lib/server/practice", "e2e/rig"],
    because: "one place opens sessions",
  },
  {
    what: /^(@prisma\/|lib\/server\/db\/generated)/,
    except: ["lib/server/db", "prisma.config.ts", "scripts/schema-diff.mjs"],
    because: "one place knows the database",
  },
  { what: /^app\//, except: ["app"], because: "nobody imports from app" },
  {
    what: /^lib\/server\/(jobs|hosts)/,
    except: ["lib/server/jobs", "lib/server/hosts", "instrumentation.ts", "e2e"],
    because: "services reach hosts through job rows and the gateway port",
  },
  {
    what: /^lib\/server\/analysis/,
    except: ["lib/server/analysis", "lib/server/services"],
    because: "services ask the analysis thread; pages ask services",
  },
  {
    what: /^lib\/server\/practice/,
    except: ["lib/server/practice", "lib/server/jobs", "e2e"],
    because: "only jobs raise the practice VPS",
  },
  {
    what: /^lib\/(server|client|cli)/,
    except: [
      "lib/server",
      "lib/client",
      "lib/cli",
      "app",
      "components",
      "e2e",
      "instrumentation.ts",
      "proxy.ts",
      "prisma",
    ],
    because: "the core stands alone",
  },
];

const inside = (file: string, folder: string) => file === folder || file.startsWith(`${folder}/`);
const allowed = (target: string, list: readonly string[]) =>
  list.some((item) =>
    item.endsWith(":") || item.endsWith("/") ? target.startsWith(item) : inside(target, item),
  );

const files = sources();
const product = files.filter(
  (file) => !isTest(file) && !file.startsWith("e2e/") && !file.includes("/testing/"),
);

describe("who may import whom", () => {
  it.each(laws)("$who imports only what it may: $because", ({ who, may }) => {
    expect(existsSync(join(root, who)), `${who} is gone: mend the law`).toBe(true);
    const broken = product
      .filter((file) => inside(file, who))
      .flatMap((file) =>
        importsOf(file)
          .filter((target) => !inside(target, who) && !allowed(target, may))
          .map((target) => `${file} imports ${target}`),
      );
    expect(broken).toEqual([]);
  });

  it.each(bans)("$what is imported only where it may be: $because", ({ what, except }) => {
    const broken = product
      .filter((file) => !except.some((place) => inside(file, place)))
      .flatMap((file) =>
        importsOf(file)
          .filter((target) => what.test(target))
          .map((target) => `${file} imports ${target}`),
      );
    expect(broken).toEqual([]);
  });

  it("the core asks nobody for the time, for luck or for the machine", () => {
    const impure = product
      .filter((file) => inside(file, "lib/core"))
      .filter((file) =>
        /\bDate\.now\(|new Date\(\)|Math\.random\(|crypto\.|process\.|\bBuffer\b/.test(
          readFileSync(join(root, file), "utf8"),
        ),
      );
    expect(impure).toEqual([]);
  });
});

/** Longer than this is a split (by variant: one file a match kind, a verb, a job). */
const longestFile = 400;

describe("sizes", () => {
  const linesOf = (file: string) => readFileSync(join(root, file), "utf8").split("\n").length - 1;

  it(`no file is longer than ${longestFile} lines, be it a source, a test or a rig`, () => {
    const sorted = product.map(linesOf).sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(sorted.length * share)];
    console.info(`source files: ${sorted.length}, median ${at(0.5)} lines, 90th percentile ${at(0.9)}`);
    const lengths = files.map((file) => ({ file, lines: linesOf(file) }));
    expect(lengths.filter(({ lines }) => lines > longestFile)).toEqual([]);
  });

  it("no folder is a drawer for leftovers", () => {
    const drawers = product.filter((file) => /(^|\/)(src|utils?|helpers?|misc|common|other)\//.test(file));
    expect(drawers).toEqual([]);
  });
});
