import { LedgerUnavailable } from '../domain/ledger.ts';
import { TABLE } from './table-schema.ts';

/** An item as DynamoDB's document client hands it over. */
export type Item = Readonly<Record<string, unknown>>;

/** What a value must at least be; `'*'` stands for every entry of a map. */
export type Shape = 'string' | 'number' | 'list' | 'map' | { readonly [field: string]: Shape };

/**
 * The item, if it has the shape of a record. Throws `LedgerUnavailable` naming the key and the place otherwise:
 * the table was edited by hand, or an older release wrote it.
 */
export const shaped = (item: Item, shape: Shape): Item => {
  const fault = faultIn(item, shape, '');
  if (fault === undefined) return item;
  const key = `${String(item[TABLE.pk])} ${String(item[TABLE.sk])}`;
  throw new LedgerUnavailable(`the item ${key} is malformed`, { cause: new TypeError(fault) });
};

const faultIn = (value: unknown, shape: Shape, path: string): string | undefined => {
  if (typeof shape === 'string') return is(value, shape) ? undefined : `${path} is no ${shape}`;
  if (!isMap(value)) return `${path} is no map`;
  for (const [field, inner] of Object.entries(shape)) {
    for (const key of field === '*' ? Object.keys(value) : [field]) {
      const fault = faultIn(value[key], inner, `${path}/${key}`);
      if (fault !== undefined) return fault;
    }
  }
  return undefined;
};

const is = (value: unknown, shape: Shape & string): boolean => {
  if (shape === 'list') return Array.isArray(value);
  if (shape === 'map') return isMap(value);
  return typeof value === shape;
};

export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
