import { FUNCTIONS, type FunctionName } from '../../shared/wiring.ts';
import type { LocalHandler } from './lambda-context.ts';

/** A function's own handler, from the file that is deployed. It reads its dependencies as it loads: set them first. */
export const loadHandler = async (name: FunctionName): Promise<LocalHandler> => {
  const url = new URL(`../../${FUNCTIONS[name].entry}`, import.meta.url).href;
  const module = (await import(url)) as { handler: LocalHandler };
  return module.handler;
};
