/**
 * A practice VPS could not do what was asked. Codes: those of `availability`, and `raise-failed`, `path-too-long`,
 * `not-running`, `no-answer`, `no-ping`, `practice-failed`. The message is for the operator.
 */
export class PracticeError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = "PracticeError";
  }
}
