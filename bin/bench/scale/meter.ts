import { MINUTE } from '../../../shared/domain/instant.ts';

const HOUR = 60 * MINUTE;

type Units = { read: number; write: number };

/** The busiest minute of a partition, in units a second. */
export type Hottest = { readonly partition: string; readonly unitsASecond: number };

/** Adds up the units that each partition of the table is asked for, minute by minute, and who asks. */
export class Meter {
  readonly #now: () => number;
  readonly #byFunction = new Map<string, Units>();
  /** By hour and kind of partition. */
  readonly #hours = new Map<string, Units>();
  #minute = 0;
  #partitions = new Map<string, Units>();
  readonly #hottest = { read: new Map<string, Hottest>(), write: new Map<string, Hottest>() };

  constructor(now: () => number) {
    this.#now = now;
  }

  take(by: string, partition: string, kind: keyof Units, units: number): void {
    const minute = Math.floor(this.#now() / MINUTE);
    if (minute !== this.#minute) this.#close();
    this.#minute = minute;
    add(this.#byFunction, by, kind, units);
    add(this.#partitions, partition, kind, units);
  }

  /** What each function has asked for. */
  get byFunction(): ReadonlyMap<string, Readonly<Units>> {
    return this.#byFunction;
  }

  total(kind: keyof Units): number {
    return [...this.#byFunction.values()].reduce((sum, units) => sum + units[kind], 0);
  }

  /** Of all partitions of a kind together, in the hour that begins then. */
  inHour(kind: keyof Units, of: string, begins: number): number {
    this.#close();
    return [...this.#hours].reduce(
      (sum, [name, units]) =>
        name.startsWith(`${Math.floor(begins / HOUR)} ${of}`) ? sum + units[kind] : sum,
      0,
    );
  }

  /** Of each kind of partition the one with the busiest minute, the busiest kind first. */
  hottest(kind: keyof Units): readonly Hottest[] {
    this.#close();
    return [...this.#hottest[kind].values()].sort((a, b) => b.unitsASecond - a.unitsASecond);
  }

  #close(): void {
    const hour = Math.floor((this.#minute * MINUTE) / HOUR);
    for (const [partition, units] of this.#partitions) {
      add(this.#hours, `${hour} ${kindOf(partition)}`, 'read', units.read);
      add(this.#hours, `${hour} ${kindOf(partition)}`, 'write', units.write);
      for (const kind of ['read', 'write'] as const) {
        const of = kindOf(partition);
        const unitsASecond = units[kind] / 60;
        if (unitsASecond > (this.#hottest[kind].get(of)?.unitsASecond ?? 0))
          this.#hottest[kind].set(of, { partition, unitsASecond });
      }
    }
    this.#partitions = new Map();
  }
}

const add = (to: Map<string, Units>, key: string, kind: keyof Units, units: number): void => {
  const sum = to.get(key) ?? { read: 0, write: 0 };
  sum[kind] += units;
  to.set(key, sum);
};

/** What kind of partition it is: its key without names and dates. */
const kindOf = (partition: string): string => partition.replaceAll(/#(?!DAY#)[^#]*/g, '#…');
