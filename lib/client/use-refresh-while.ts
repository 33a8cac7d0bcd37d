import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Whether the panel answers at all, by the smallest thing that it has. */
function answers(): Promise<boolean> {
  return fetch("/icon.svg", { method: "HEAD", cache: "no-store" }).then(
    () => true,
    () => false,
  );
}

/**
 * Reads the page's data again every few seconds while something moves, and once more when the reader comes back to it.
 * While the panel is down the page stays as it is: asked for its data then, the browser would load it whole, and what
 * helps in that very moment (the countdown, the rescue card) would give way to the browser's own error page.
 */
export function useRefreshWhile(moving: boolean, seconds = 3): void {
  const router = useRouter();
  useEffect(() => {
    if (!moving) return;
    let over = false;
    const refresh = async () => {
      if (document.visibilityState === "visible" && (await answers()) && !over) router.refresh();
    };
    const timer = setInterval(refresh, seconds * 1000);
    document.addEventListener("visibilitychange", refresh);
    return () => {
      over = true;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", refresh);
    };
  }, [moving, seconds, router]);
}
