"use client";

import { Fingerprint } from "lucide-react";
import { useTranslations } from "use-intl";
import type { HostKeyView } from "@/lib/server/services/host/host-view";
import { Button } from "../ui/button";
import { CodeBlock } from "../ui/code-block";

type FingerprintQuestionProps = {
  shown: HostKeyView;
  address: string;
  pending: boolean;
  agree: () => void;
  refuse: () => void;
};

/** File of the host key by its type, as OpenSSH names them. */
function keyFile(type: string): string {
  const kind = /ed25519/.test(type) ? "ed25519" : /ecdsa/.test(type) ? "ecdsa" : "rsa";
  return `/etc/ssh/ssh_host_${kind}_key.pub`;
}

/** Shows who answered, and asks. From then on nobody else is talked to under this address. */
export function FingerprintQuestion({ shown, address, pending, agree, refuse }: FingerprintQuestionProps) {
  const t = useTranslations("hosts.fingerprint");
  return (
    <section
      aria-labelledby="fingerprint-title"
      className="rounded-3 border border-line-strong bg-raised p-4 sm:p-5"
    >
      <h2 id="fingerprint-title" className="flex items-center gap-2 font-semibold text-16">
        <Fingerprint aria-hidden className="size-5 text-ink-3" />
        {t("title", { address })}
      </h2>
      <p className="mt-3 break-all font-mono text-16">{shown.fingerprint}</p>
      <p className="font-mono text-12 text-ink-3">{shown.type}</p>
      <p className="mt-3 mb-2 max-w-prose text-14 text-ink-2">{t("compare")}</p>
      <CodeBlock code={`ssh-keygen -lf ${keyFile(shown.type)}`} title={t("compareTitle")} wrap />
      <div className="mt-4 flex flex-wrap gap-2">
        <Button variant="primary" onClick={agree} pending={pending}>
          {t("agree")}
        </Button>
        <Button onClick={refuse} disabled={pending}>
          {t("refuse")}
        </Button>
      </div>
    </section>
  );
}
