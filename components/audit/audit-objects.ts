/** The kinds of things that the record is about. */
export const auditObjects = ["host", "apply", "network", "service", "key", "account"] as const;
export type AuditObject = (typeof auditObjects)[number];
