import type { Page } from "@playwright/test";
import {
  addDestination,
  awaitConfirmed,
  becomeOwner,
  draftSaved,
  expect,
  raisePractice,
  startApply,
  startRole,
  test,
} from "../fixtures/journey";
import { onPractice } from "../rig/practice-console";

/** What an operator meets on the way through the wizard; written by hand from the description of the roles. */
type Walk = {
  readonly role: string;
  /** Who is named for whom; those that the role before has named already are there. */
  readonly sources: readonly (readonly [party: string, source: string])[];
  /** Who may come in, in the order of the rules. */
  readonly comesIn: readonly string[];
  readonly client: string;
  readonly leaves: readonly string[];
  readonly protections: readonly string[];
  /** The lines of the review that only this role has. */
  readonly changes: readonly string[];
};

const everyProtection = [
  "Drop invalid packets",
  "Drop forged loopback addresses",
  "Drop impossible TCP flags",
  "Limit new connections",
  "Answer ping",
  "Log what is refused",
];
const ping = "Anyone: may reach ping, at a limited rate";
const silence = "Everything else that comes in gets no answer";
const hears = "The VPS hears every answer to what it asks.";
const answered = "Whoever comes in gets their answers.";
const free = {
  client: "Everything may leave, every answer comes back",
  leaves: ["Anywhere: the VPS may send everything", answered],
};
const chosen = "Only what you choose may leave";
const refused = "Everything else that the VPS sends is dropped";

const walks: readonly Walk[] = [
  {
    role: "Internal company server",
    sources: [
      ["Head office", "office"],
      ["Branch office", "branch"],
      ["Partner", "partner"],
    ],
    comesIn: [
      "office: may reach everything",
      ping,
      "branch: may reach everything",
      "partner: may reach http (tcp 80)",
      "partner: may reach https (tcp 443)",
      silence,
      hears,
    ],
    ...free,
    protections: everyProtection,
    changes: [
      "office may reach everything",
      "branch may reach everything",
      "partner may reach http, https",
      "Role: internal company server",
      "What may leave: everything, all answers back",
    ],
  },
  {
    role: "Shared file server",
    sources: [
      ["Administrator", "office"],
      ["Head office", "office"],
      ["Branch office", "branch"],
    ],
    comesIn: [
      "office: may reach everything",
      ping,
      "office: may reach ssh (tcp 22)",
      "branch: may reach ssh (tcp 22)",
      "Anyone: may reach http (tcp 80)",
      "Anyone: may reach https (tcp 443)",
      silence,
      hears,
    ],
    ...free,
    protections: everyProtection,
    changes: [
      "office may reach everything",
      "office may reach ssh",
      "branch may reach ssh",
      "anyone may reach http, https",
      "Role: shared file server",
    ],
  },
  {
    role: "Mail server",
    sources: [["Administrator", "office"]],
    comesIn: [
      "office: may reach everything",
      ping,
      "Anyone: may reach imaps (tcp 993)",
      "Anyone: may reach smtp (tcp 25)",
      "Anyone: may reach smtps (tcp 465)",
      "Anyone: may reach submission (tcp 587)",
      silence,
      hears,
    ],
    client: chosen,
    leaves: [
      "Anywhere: the VPS may send dns (udp 53 · tcp 53)",
      "Anywhere: the VPS may send https (tcp 443)",
      "Anywhere: the VPS may send smtp (tcp 25)",
      refused,
      answered,
    ],
    protections: everyProtection,
    changes: [
      "office may reach everything",
      "anyone may reach smtp, smtps, submission, imaps",
      "Role: mail server",
      "Services the VPS uses elsewhere: smtp, dns, https",
    ],
  },
  {
    role: "Blank",
    sources: [["Administrator", "office"]],
    comesIn: ["office: may reach everything", ping, silence, hears],
    client: chosen,
    leaves: [refused, answered],
    protections: everyProtection,
    changes: ["office may reach everything", "Role: blank", "What may leave: only what is chosen"],
  },
];

const sandbox = {
  role: "Egress sandbox",
  atFirst: [
    "Anywhere: the VPS may send udp 53",
    "Everything else that the VPS sends is refused at once",
    "Answers to who comes in leave only towards: office.",
  ],
  leaves: [
    "Anywhere: the VPS may send udp 53",
    "partner: the VPS may send everything",
    "Everything else that the VPS sends is refused at once",
    "Answers to who comes in leave only towards: office.",
  ],
  /** It decides nothing about what comes in. */
  comesIn: ["Everything else that comes in is left to the host’s other rules"],
  // Against the blank server that was applied before.
  changes: [
    "office gets answers from everything",
    "The VPS may send everything to partner",
    "Role: blank → egress sandbox",
    "Name resolution: over UDP",
    "Answers to connections that come in: the administrator’s only",
    "What passes through the VPS: as the host needs it → left alone",
  ],
} as const;

const beside = (page: Page) => page.getByRole("complementary", { name: "What the draft does" });

/** The sentences beside the step say this, and nothing else. */
async function means(page: Page, sentences: readonly string[]): Promise<void> {
  const meaning = beside(page).locator("section").filter({ hasText: "What this means" });
  await expect(meaning.getByRole("listitem")).toHaveText([...sentences]);
}

/** The picture has one line for each of these, each with its sentence, and no other. */
async function draws(page: Page, sentences: readonly string[]): Promise<void> {
  const lines = page.getByRole("group", { name: "Who reaches what on practice" }).locator("title");
  await expect
    .poll(async () => [...new Set(await lines.allTextContents())].sort())
    .toEqual([...sentences].sort());
}

/** What a picture draws of these sentences: all but the last, which tells whose answers pass. */
const drawn = (sentences: readonly string[]) => sentences.slice(0, -1);

async function chooseRole(page: Page, host: string, role: string): Promise<void> {
  await page.goto(`${host}/edit/role`);
  await page.getByRole("radio", { name: role }).click();
  await expect(page.getByText(`Started over as: ${role}`)).toBeVisible();
  await draftSaved(page);
}

async function next(page: Page, step: string): Promise<void> {
  await page.getByRole("link", { name: `Next: ${step}` }).click();
  await expect(page.locator("[aria-current=step]")).toContainText(step);
}

async function nameSources(page: Page, sources: Walk["sources"]): Promise<void> {
  for (const [party, source] of sources) {
    const row = page
      .getByRole("listitem")
      .filter({ has: page.getByText(party, { exact: true }) })
      .filter({ has: page.getByRole("button", { name: "Add source" }) });
    const named = row.getByRole("button", { name: `Remove ${source}` });
    if ((await named.count()) === 0) {
      await row.getByRole("button", { name: "Add source" }).click();
      await page.getByRole("option", { name: source }).click();
      await page.keyboard.press("Escape");
    }
    await expect(named).toBeVisible();
  }
  await draftSaved(page);
}

/** The review says what changes, that the panel gets in, and draws it. */
async function review(page: Page, changes: readonly string[], lines: readonly string[]): Promise<void> {
  await page.getByRole("link", { name: "Next: Review" }).click();
  await page.waitForURL(/\/review$/);
  await page.getByText("In the policy’s words").click();
  const list = page.locator("section").filter({ hasText: "What changes" }).getByRole("listitem");
  for (const change of changes) await expect(list.filter({ hasText: change })).not.toHaveCount(0);
  await expect(page.getByText("Yes, it gets in")).toBeVisible();
  await draws(page, lines);
}

test("every role, step by step, says what the description of the roles says", async ({ page, panel }) => {
  // Some forty pages, one after the other.
  test.setTimeout(360_000);
  await becomeOwner(page, panel);
  const host = await raisePractice(page);
  await startRole(page, host, "Internal company server");
  await expect(page.getByText("Nobody is named here")).toHaveCount(2);

  for (const [at, walk] of walks.entries()) {
    await test.step(walk.role, async () => {
      if (at > 0) {
        await chooseRole(page, host, walk.role);
        await next(page, "Sources");
      }
      await nameSources(page, walk.sources);
      await means(page, walk.comesIn);
      await draws(page, [...drawn(walk.comesIn), ...drawn(walk.leaves)]);

      await next(page, "Services");
      await means(page, walk.comesIn);
      await expect(page.getByText("Problem:")).toHaveCount(0);

      await next(page, "As a client");
      await expect(page.getByRole("radio", { name: walk.client })).toBeChecked();
      await means(page, walk.leaves);

      await next(page, "Protections");
      for (const name of walk.protections) await expect(page.getByRole("switch", { name })).toBeChecked();
      await means(page, walk.comesIn);
      await review(page, walk.changes, [...drawn(walk.comesIn), ...drawn(walk.leaves)]);
    });
  }
  await test.step("blank, applied: the administrator gets in, nothing leaves", async () => {
    await startApply(page, host);
    await awaitConfirmed(page);
    const { stdout } = onPractice(panel.dataFolder, "iptables-save");
    expect(stdout).toContain(
      "-A SEKISHO-IN -s 192.0.2.0/27 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT",
    );
    expect(stdout).toContain("-A SEKISHO-OUT -j DROP");
  });

  await test.step("egress sandbox, applied: what comes in is left alone, what leaves is refused", async () => {
    await chooseRole(page, host, sandbox.role);
    await next(page, "Sources");
    await nameSources(page, [["Administrator", "office"]]);
    await means(page, sandbox.atFirst);
    await draws(page, [...sandbox.comesIn, ...drawn(sandbox.atFirst)]);

    await next(page, "Services");
    await expect(page.getByRole("heading", { name: "Whose connections are answered?" })).toBeVisible();
    await expect(page.getByText("What no rule names gets no answer")).toHaveCount(0);

    await next(page, "As a client");
    await expect(page.getByRole("radio", { name: "Over UDP 53" })).toBeChecked();
    await expect(page.getByRole("radio", { name: "The administrator’s only" })).toBeChecked();
    await expect(page.getByText("No destination is named here")).toBeVisible();
    await addDestination(page, "partner");
    await means(page, sandbox.leaves);
    await draws(page, [...sandbox.comesIn, ...drawn(sandbox.leaves)]);

    await next(page, "Protections");
    await expect(page.getByRole("switch")).toHaveCount(1);
    await expect(page.getByRole("switch", { name: "Log what is refused" })).toBeChecked();
    await expect(page.getByRole("radio", { name: "Leave it alone" })).toBeChecked();
    await review(page, sandbox.changes, [...sandbox.comesIn, ...drawn(sandbox.leaves)]);

    await startApply(page, host);
    await awaitConfirmed(page);
    for (const [program, word] of [
      ["iptables", "icmp-port-unreachable"],
      ["ip6tables", "icmp6-port-unreachable"],
    ]) {
      const { stdout } = onPractice(panel.dataFolder, `${program}-save`);
      expect(stdout.match(/^-A SEKISHO-IN .*/gm)).toEqual(["-A SEKISHO-IN -j RETURN"]);
      expect(stdout).toContain(`-A SEKISHO-OUT -j REJECT --reject-with ${word}`);
    }
  });
});
