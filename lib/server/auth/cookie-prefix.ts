/** First part of the names of our cookies. Apart, so that the proxy need not load the database to know it. */
export const cookiePrefix = "sekisho";
