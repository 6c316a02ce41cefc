import { lettersAndDigits } from '../domain/letters-and-digits.ts';
import type { Complaint } from './clinic-file-checks.ts';
import { type ClinicFile, clinicFileSchema, ID } from './clinic-file-schema.ts';
import { didYouMean } from './did-you-mean.ts';

/** What of a clinic file can be read although some of it is wrong. */
type ReadablePart = {
  readonly file: ClinicFile;
  /** A complaint about it with its place in the whole file; `undefined` where it is about what was left out. */
  readonly inWhole: (complaint: Complaint) => Complaint | undefined;
};

type Path = readonly PropertyKey[];
type Container = Record<PropertyKey, unknown>;

/** A mistake may hide in another, but not so many times. */
const MOST_ROUNDS = 20;

/**
 * The file without what is wrong in it: a field that cannot be read is left out, or what it belongs to where it is required. So
 * one mistake of form does not hide what does not fit together elsewhere.
 */
export const readablePart = (written: unknown): ReadablePart | undefined => {
  const part = structuredClone(written);
  const gone = new Set<string>();
  // Where things of a list were left out: the places of those that are left.
  const places = new WeakMap<object, number[]>();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const parsed = clinicFileSchema.safeParse(part);
    if (parsed.success) {
      const inWhole = ({ path, message }: Complaint): Complaint | undefined =>
        isAbout(gone, message) ? undefined : { path: placesOf(path, part, places), message };
      return { file: parsed.data, inWhole };
    }
    const wrong = parsed.error.issues.flatMap((issue): Path[] =>
      issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path],
    );
    // The last of a list first, so that the places of those before it stay what they are.
    for (const path of wrong.sort(lastFirst)) if (!leaveOut(part, path, gone, places)) return undefined;
  }
  return undefined;
};

/** Whether a complaint is of an id that was left out, or of the right spelling of one that was written wrongly. */
const isAbout = (gone: ReadonlySet<string>, message: string): boolean => {
  const word = /"([^"]*)"/.exec(message)?.[1] ?? '';
  if (gone.has(word)) return true;
  const misspelt = [...gone].filter((id) => !ID.test(id));
  return (
    message.startsWith('unknown ') &&
    (didYouMean(word, misspelt) !== '' ||
      misspelt.some((id) => lettersAndDigits(id) === lettersAndDigits(word)))
  );
};

const lastFirst = (a: Path, b: Path): number => {
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const [one, other] = [a[at], b[at]];
    if (typeof one === 'number' && typeof other === 'number' && one !== other) return other - one;
  }
  return b.length - a.length;
};

/** Takes away what stands at a path, or the nearest thing around it that is there; `false` where that is the whole file. */
const leaveOut = (
  whole: unknown,
  path: Path,
  gone: Set<string>,
  places: WeakMap<object, number[]>,
): boolean => {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = at(whole, path.slice(0, length - 1));
    const step = path[length - 1];
    if (!isContainer(parent) || step === undefined || !(step in parent)) continue;
    for (const id of idsIn(parent[step], path.slice(0, length))) gone.add(id);
    if (Array.isArray(parent)) {
      const kept = places.get(parent) ?? parent.map((_, index) => index);
      places.set(parent, kept.toSpliced(Number(step), 1));
      parent.splice(Number(step), 1);
    } else delete parent[step];
    return true;
  }
  return false;
};

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

const at = (whole: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, step) => (isContainer(value) ? value[step] : undefined), whole);

/** What others may name: ids, tags, kinds and units. */
const idsIn = (value: unknown, path: Path): string[] => {
  if (isContainer(value)) return Object.entries(value).flatMap(([key, each]) => idsIn(each, [...path, key]));
  const isId =
    path.at(-1) === 'id' || path.at(-2) === 'units' || path[0] === 'equipment' || path[0] === 'kinds';
  return isId ? [String(value)] : [];
};

const placesOf = (path: Path, part: unknown, places: WeakMap<object, number[]>): Path =>
  path.map((step, index) => {
    const list = at(part, path.slice(0, index));
    return isContainer(list) && typeof step === 'number' ? (places.get(list)?.[step] ?? step) : step;
  });
