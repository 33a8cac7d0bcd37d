import type { Metadata } from "next";
import { AddHost } from "@/components/host/add-host";
import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { PageHeader } from "@/components/ui/page-header";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import { acceptManagersAction } from "../[host]/actions";
import { addHostAction, makeKeyAction, probeHostKeyAction } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("hosts"))("add.title") };
}

export default async function NewHostPage() {
  await requireActor();
  const t = await getTranslations("hosts");
  return (
    <>
      <Breadcrumbs crumbs={[{ label: t("title"), href: "/" }, { label: t("add.title") }]} />
      <PageHeader title={t("add.title")} lead={t("add.lead")} />
      <AddHost
        probeHostKey={probeHostKeyAction}
        makeKey={makeKeyAction}
        addHost={addHostAction}
        acceptManagers={acceptManagersAction}
      />
    </>
  );
}
