import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Reads the page's data again every few seconds while something moves, and once more when the reader comes back to it. */
export function useRefreshWhile(moving: boolean, seconds = 3): void {
  const router = useRouter();
  useEffect(() => {
    if (!moving) return;
    const refresh = () => document.visibilityState === "visible" && router.refresh();
    const timer = setInterval(refresh, seconds * 1000);
    document.addEventListener("visibilitychange", refresh);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", refresh);
    };
  }, [moving, seconds, router]);
}
