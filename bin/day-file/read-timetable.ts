/** When a class meets, or a room cannot be had: 1s for the weeks and days, five-minute slots of the day. */
export type TimetableTime = {
  readonly weeks: string;
  readonly days: string;
  readonly start: number;
  readonly length: number;
};

export type TimetableClass = {
  readonly id: string;
  /** Rooms that it may have, each with its penalty; none where it needs no room. */
  readonly rooms: ReadonlyMap<string, number>;
  readonly times: readonly (TimetableTime & { readonly penalty: number })[];
};

/** What of an instance of the International Timetabling Competition 2019 is about rooms and times. */
export type Timetable = {
  readonly name: string;
  readonly rooms: readonly {
    readonly id: string;
    readonly capacity: number;
    readonly unavailable: readonly TimetableTime[];
  }[];
  readonly classes: readonly TimetableClass[];
  /** Classes with the same teacher or group of students, which must not meet at one time. */
  readonly attendees: readonly (readonly string[])[];
};

type Tag = {
  readonly name: string;
  readonly of: (attribute: string) => string;
  readonly number: (attribute: string) => number;
};

/**
 * Reads an instance. The format is tags and attributes alone, without text, and attributes hold no markup: so a few lines
 * suffice. @throws RangeError for a file that is no instance, naming what is wrong.
 */
export const readTimetable = (xml: string): Timetable => {
  let name: string | undefined;
  const rooms: { id: string; capacity: number; unavailable: TimetableTime[] }[] = [];
  const classes: {
    id: string;
    rooms: Map<string, number>;
    times: (TimetableTime & { penalty: number })[];
  }[] = [];
  const attendees: string[][] = [];
  let within: 'rooms' | 'class' | 'attendees' | 'distribution' | undefined;
  for (const { tag, isEnd } of tagsOf(xml)) {
    if (isEnd) {
      if (tag.name === 'rooms' || tag.name === 'class' || tag.name === 'distribution') within = undefined;
      continue;
    }
    if (tag.name === 'problem') name = tag.of('name');
    else if (tag.name === 'rooms') within = 'rooms';
    else if (tag.name === 'distribution') {
      const isHard = tag.of('type') === 'SameAttendees' && tag.of('required') === 'true';
      within = isHard ? 'attendees' : 'distribution';
      if (isHard) attendees.push([]);
    } else if (tag.name === 'class' && within === 'attendees') attendees.at(-1)?.push(tag.of('id'));
    else if (tag.name === 'class' && within === undefined) {
      within = 'class';
      classes.push({ id: tag.of('id'), rooms: new Map(), times: [] });
    } else if (tag.name === 'room' && within === 'rooms')
      rooms.push({ id: tag.of('id'), capacity: tag.number('capacity'), unavailable: [] });
    else if (tag.name === 'room' && within === 'class')
      classes.at(-1)?.rooms.set(tag.of('id'), tag.number('penalty'));
    else if (tag.name === 'unavailable') rooms.at(-1)?.unavailable.push(timeOf(tag));
    else if (tag.name === 'time' && within === 'class')
      classes.at(-1)?.times.push({ ...timeOf(tag), penalty: tag.number('penalty') });
  }
  if (name === undefined || rooms.length === 0 || classes.length === 0)
    throw new RangeError('is no instance of the ITC 2019: a problem with rooms and classes');
  return { name, rooms, classes, attendees };
};

const timeOf = (tag: Tag): TimetableTime => ({
  weeks: tag.of('weeks'),
  days: tag.of('days'),
  start: tag.number('start'),
  length: tag.number('length'),
});

function* tagsOf(xml: string): Generator<{ tag: Tag; isEnd: boolean }> {
  for (const [, slash, name = '', text = '', closed] of xml.matchAll(
    /<(\/?)(\w+)((?:\s+\w+="[^"]*")*)\s*(\/?)>/g,
  )) {
    const attributes = new Map(
      [...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
    );
    const tag: Tag = {
      name,
      of: (attribute) => attributes.get(attribute) ?? '',
      number: (attribute) => {
        const value = attributes.get(attribute) ?? '';
        if (!/^\d+$/.test(value)) throw new RangeError(`<${name}${text}>: ${attribute} is no whole number`);
        return Number(value);
      },
    };
    if (slash === '') yield { tag, isEnd: false };
    if (slash === '/' || (closed === '/' && name === 'distribution')) yield { tag, isEnd: true };
  }
}
