"use client";

import { CircleUserRound, LogOut } from "lucide-react";
import { useTransition } from "react";
import { useTranslations } from "use-intl";
import { localeNames, locales } from "@/messages/locales";
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from "../ui/menu";
import { themes, usePreferences } from "./use-preferences";

/** Who is signed in; language, theme, and the way out. */
export function AccountMenu({ name, signOut }: { name: string; signOut: () => Promise<void> }) {
  const t = useTranslations("shell");
  const { locale, setLocale, theme, setTheme } = usePreferences();
  const [, start] = useTransition();
  return (
    <Menu>
      <MenuTrigger
        aria-label={t("account.label", { name })}
        className="grid size-10 place-items-center rounded-2 text-ink-3 hover:bg-sunken hover:text-ink touch:size-11"
      >
        <CircleUserRound aria-hidden className="size-5" strokeWidth={1.75} />
      </MenuTrigger>
      <MenuContent side="right" align="end">
        <MenuLabel className="text-13 text-ink">{name}</MenuLabel>
        <MenuSeparator />
        <MenuLabel>{t("language")}</MenuLabel>
        <MenuRadioGroup value={locale} onValueChange={setLocale}>
          {locales.map((one) => (
            <MenuRadioItem key={one} value={one} lang={one}>
              {localeNames[one]}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
        <MenuSeparator />
        <MenuLabel>{t("theme.label")}</MenuLabel>
        <MenuRadioGroup value={theme} onValueChange={setTheme}>
          {themes.map((one) => (
            <MenuRadioItem key={one} value={one}>
              {t(`theme.${one}`)}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
        <MenuSeparator />
        <MenuItem onSelect={() => start(signOut)}>
          <LogOut aria-hidden />
          {t("account.signOut")}
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
