import { type CatalogueIndex, sitesByCredential } from '../../shared/domain/catalogue.ts';
import { publishersAtOnce } from '../../shared/wiring.ts';

/**
 * What to say where a clinic file names more keys than the deployment has publishers for; `undefined` where it has enough, or
 * follows the file.
 */
export const tooFewPublishers = (
  catalogue: CatalogueIndex,
  deployedFor: number | undefined,
): string | undefined => {
  const named = sitesByCredential(catalogue).size;
  if (deployedFor === undefined || named <= publishersAtOnce(deployedFor)) return undefined;
  return `the clinic file names ${named} keys and the setting credentials is ${deployedFor}: keys wait for each other’s answers. Deploy with credentials: ${named} in lib/settings/<stage>.yaml`;
};
