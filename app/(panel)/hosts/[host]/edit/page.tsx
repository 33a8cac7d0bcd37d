import { redirect } from "next/navigation";

type EditPageProps = { params: Promise<{ host: string }> };

export default async function EditPage({ params }: EditPageProps) {
  redirect(`/hosts/${(await params).host}/edit/role`);
}
