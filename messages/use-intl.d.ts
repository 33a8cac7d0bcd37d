import type en from "./en";
import type { Locale as AppLocale } from "./locales";

/** Makes `t("…")` know its keys: English is the model, and a test holds Japanese to the same keys. */
declare module "use-intl/core" {
  interface AppConfig {
    Locale: AppLocale;
    Messages: typeof en;
  }
}
