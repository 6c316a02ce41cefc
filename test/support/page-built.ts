import { writePage } from '../../functions/board/page/build.ts';

/** Before the first test: on a fresh clone each of the systems that are started side by side would build the page that it serves. */
export default async (): Promise<void> => {
  await writePage('functions/board/page');
};
