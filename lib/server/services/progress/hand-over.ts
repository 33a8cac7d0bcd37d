import { isServiceError } from "../service-error";
import type { FailedMessage } from "./failed-message";

/**
 * Hands over what `work` tells of itself as it happens, and last what it came to, or `failed`. It starts when the first
 * message is asked for, and goes on when nobody asks any more. `otherwise`: what is said of a failure that has no code, which
 * is a fault of ours: the panel's log has it.
 */
export async function* handOver<Message>(
  work: (tell: (message: Message) => void) => Promise<Message>,
  otherwise: string,
): AsyncGenerator<Message | FailedMessage> {
  const queue: (Message | FailedMessage)[] = [];
  let wake = () => {};
  let over = false;
  const push = (message: Message | FailedMessage) => {
    queue.push(message);
    wake();
  };
  const end = (message: Message | FailedMessage) => {
    over = true;
    push(message);
  };
  work(push).then(end, (error: unknown) => {
    if (!isServiceError(error)) console.error(error);
    const { code, message, params } = isServiceError(error)
      ? error
      : { code: "internal", message: otherwise, params: {} };
    end({ kind: "failed", code, text: message, params });
  });
  for (;;) {
    const message = queue.shift();
    if (message !== undefined) yield message;
    else if (over) return;
    else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}
