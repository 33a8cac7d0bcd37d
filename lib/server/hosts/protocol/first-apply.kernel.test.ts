import { describe, expect, test as plainTest } from "vitest";
import { type RoleSourceName, roleSourceNames } from "@/lib/core/policy/roles";
import { roleNames } from "@/lib/core/policy/schema";
import { makeKey } from "@/lib/server/hosts/make-key";
import { sshConnector } from "@/lib/server/hosts/ssh-connector";
import { hostKinds } from "@/lib/server/hosts/testing/host-kinds";
import { newId, outcome } from "@/lib/server/hosts/testing/kernel-calls";
import { newEndWord } from "@/lib/server/hosts/testing/kernel-host";
import { raisePlainHost } from "@/lib/server/hosts/testing/plain-host";
import { roleTexts } from "@/lib/server/hosts/testing/role-texts";
import { buildApply, buildConfirm } from "./build";
import { parseAnswer } from "./parse-answer";

const key = makeKey("panel");

describe.concurrent.each(hostKinds)(
  "the first apply of a host that tracked no connections, on $backend, $shell",
  (kind) => {
    // The session through which the rules come was open before: to the kernel it begins in the middle.
    plainTest.for(roleNames)(
      "%s: the session that brought the rules gets its answer, and a new one keeps them",
      async (role) => {
        const host = await raisePlainHost(kind, key.publicKey);
        try {
          const endpoint = { kind: "tcp", address: host.address4, port: 22 } as const;
          const { fingerprint } = await sshConnector.readHostKey(endpoint, 10_000);
          const authentication = { kind: "key", privateKey: key.privateKey, passphrase: null } as const;
          const open = () =>
            sshConnector.connect(
              { hostId: host.name, user: "root", endpoint, authentication, pinnedFingerprint: fingerprint },
              20_000,
            );
          const admin = [host.outside4, host.outside6];
          const sources = Object.fromEntries(roleSourceNames.map((name) => [name, admin])) as Record<
            RoleSourceName,
            string[]
          >;
          const { rules4, rules6 } = roleTexts(role, sources);
          const id = newId();
          const session = await open();
          // Nobody asked the kernel to track anything yet, and so the session stands in no table.
          expect((await host.sh("cat /proc/sys/net/netfilter/nf_conntrack_count")).stdout).toBe("0\n");
          const options = { sudo: false, timeoutMilliseconds: 20_000 };
          const text = buildApply({ id, timeoutSeconds: 60, rules4, rules6, endWord: newEndWord() });
          const answer = parseAnswer((await session.run(text, options)).stdout);
          expect(answer.answers.map((each) => each.kind)).toEqual(["armed", "applied"]);
          expect((await session.run("echo still here\n", options)).stdout).toBe("still here\n");
          session.close();
          const fresh = await open();
          const kept = await fresh.run(buildConfirm({ id, endWord: newEndWord() }), options);
          fresh.close();
          expect(outcome(parseAnswer(kept.stdout))).toBe("confirmed");
        } finally {
          await host.close();
        }
      },
    );
  },
);
