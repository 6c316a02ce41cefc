import { createHash } from 'node:crypto';
import type { Catalogue } from '../domain/catalogue.ts';

/** JSON with the keys of every object in order, so that equal content is equal text. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** The first 16 hex digits of the SHA-256 of what the catalogue says; comments and layout of the file do not count. */
export const catalogueVersion = (content: Omit<Catalogue, 'version'>): string => {
  const { equipment, equipmentNames, kindNames, sites, practitioners, visitTypes } = content;
  const text = canonicalJson({ equipment, equipmentNames, kindNames, sites, practitioners, visitTypes });
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
};
