/** The answer to one query, or null: this is none. */
export function answerName(query: Buffer): Buffer | null;
