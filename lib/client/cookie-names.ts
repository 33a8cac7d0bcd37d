/** The language chosen in the panel: one of `messages/locales`. */
export const localeCookie = "sekisho-locale";
/** The browser's IANA time zone, so that the server writes times as the reader's clock shows them. */
export const timeZoneCookie = "sekisho-time-zone";
