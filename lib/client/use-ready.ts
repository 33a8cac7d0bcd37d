import { useSyncExternalStore } from "react";

const never = () => () => {};

/**
 * Whether the page's own program runs. Before it does, a control that is in sight takes presses and letters that nobody
 * hears: mark such a part `inert` until then.
 */
export function useReady(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
