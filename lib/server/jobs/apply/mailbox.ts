/** A queue of what happened, with one reader. */
export type Mailbox<T> = {
  put(item: T): void;
  /** The next item; null once it was closed. Throws what `fail` was given. */
  take(): Promise<T | null>;
  fail(error: unknown): void;
  close(): void;
};

/** An empty mailbox. */
export function mailbox<T>(): Mailbox<T> {
  const items: T[] = [];
  let failure: { error: unknown } | null = null;
  let closed = false;
  let wake = () => {};
  return {
    put(item) {
      items.push(item);
      wake();
    },
    async take() {
      for (;;) {
        if (closed) return null;
        if (failure !== null) throw failure.error;
        const item = items.shift();
        if (item !== undefined) return item;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    fail(error) {
      failure ??= { error };
      wake();
    },
    close() {
      closed = true;
      wake();
    },
  };
}
