import * as z from "zod";

export const applyIdSchema = z.strictObject({ applyId: z.string().min(1).max(64) });
