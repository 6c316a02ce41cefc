let kept: Promise<boolean> | undefined;

const begin = async (): Promise<boolean> => {
  const worker = document.querySelector<HTMLMetaElement>('meta[name="page-worker"]')?.content;
  if (worker === undefined || !('serviceWorker' in navigator)) return false;
  const registered: unknown = await navigator.serviceWorker.register(worker, { scope: '/' });
  return registered !== undefined;
};

/** The page is kept on this screen’s disk from now on, by its worker. @returns false in a browser that keeps nothing */
export const keepPage = (): Promise<boolean> => {
  kept ??= begin().catch(() => false);
  return kept;
};
