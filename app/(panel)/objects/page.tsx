import { redirect } from "next/navigation";

export default function ObjectsPage() {
  redirect("/objects/networks");
}
