import { ask } from './session.ts';

/** Has the browser save what the API answers at a path, under the name that it gives there. @throws Error where it answers nothing */
export const saveFile = async (path: string): Promise<void> => {
  const response = await ask(path, { cache: 'no-store' });
  if (!response.ok) throw new Error(`${response.status}`);
  const [, name] = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '') ?? [];
  saveAs(await response.blob(), name ?? '');
};

/** Has the browser save what is there already. */
export const saveAs = (file: Blob, name: string): void => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};
