/** One line of the record. */
export type AuditRow = {
  readonly id: string;
  readonly at: string;
  readonly actorName: string;
  /** noun.verb */
  readonly verb: string;
  readonly object: string;
  readonly objectId: string;
  readonly detail: Readonly<Record<string, unknown>>;
};

/** A page of the record, newest first; `next` continues it. */
export type AuditPage = { readonly rows: readonly AuditRow[]; readonly next: string | null };
