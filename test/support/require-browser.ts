import { findBrowser, NoBrowser } from '../../bin/browser/find-browser.ts';

/** Before the first of the tests that want a browser: without one none of them starts anything. */
export default async (): Promise<void> => {
  try {
    await findBrowser();
  } catch (fault) {
    if (!(fault instanceof NoBrowser)) throw fault;
    console.error(fault.message);
    process.exit(1);
  }
};
