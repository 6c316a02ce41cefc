/** A page reloads itself at most so often, in milliseconds: while two versions are being served, one wins. */
const RELOAD_EVERY_MS = 60_000;
const REMEMBERED = 'reloaded-at';

/** Loads the page again where a newer one is served. A user in the middle of something is left to finish. */
export const seenVersion = (version: string): void => {
  const mine = document.querySelector<HTMLMetaElement>('meta[name="page-version"]')?.content;
  if (mine === undefined || mine === version || document.querySelector('dialog[open]') !== null) return;
  const last = Number(sessionStorage.getItem(REMEMBERED) ?? 0);
  if (Math.abs(Date.now() - last) < RELOAD_EVERY_MS) return;
  sessionStorage.setItem(REMEMBERED, String(Date.now()));
  location.reload();
};
