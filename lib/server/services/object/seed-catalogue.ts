import { randomUUID } from "node:crypto";
import { serviceCatalogue } from "@/lib/core/policy/catalogue";
import { transaction } from "@/lib/server/db/transaction";

/** Adds the services of the catalogue that are not there yet; what the operator changed stays as it is. */
export async function seedCatalogue(): Promise<void> {
  await transaction(async (tx) => {
    const names = new Set(
      (await tx.serviceObject.findMany({ select: { name: true } })).map((row) => row.name),
    );
    for (const service of serviceCatalogue) {
      if (names.has(service.name)) continue;
      await tx.serviceObject.create({
        data: {
          id: randomUUID(),
          name: service.name,
          parts: [...service.parts],
          note: service.note,
          builtIn: true,
        },
      });
    }
  });
}
