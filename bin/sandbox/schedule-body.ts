import { isLocalDate, isTimeZone } from '../../shared/domain/local-time.ts';
import { type Fields, isFields, text } from './api-message.ts';
import { type CalSchedule, DAYS, type Override, type WeeklyWindow, type Window } from './cal-schedule.ts';
import { badRequest } from './world.ts';

const WORKING_HOURS: readonly WeeklyWindow[] = [
  { days: Object.keys(DAYS).slice(0, 5), startTime: '09:00', endTime: '17:00' },
];
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
/** What a POST or PATCH says of a schedule; a list that is given replaces the whole of the one before. */
export const scheduleFromBody = (body: Fields): Partial<Omit<CalSchedule, 'id' | 'ownerId'>> => {
  const name = text(body, 'name');
  const timeZone = text(body, 'timeZone');
  if (timeZone !== undefined && !isTimeZone(timeZone)) throw badRequest('timeZone must be a valid time zone');
  const { isDefault, availability, overrides } = body;
  if (isDefault !== undefined && typeof isDefault !== 'boolean')
    throw badRequest('isDefault must be a boolean value');
  return {
    ...(name === undefined ? {} : { name }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(isDefault === undefined ? {} : { isDefault }),
    ...(availability === undefined ? {} : { availability: listOf('availability', availability, weekly) }),
    ...(overrides === undefined ? {} : { overrides: joined(listOf('overrides', overrides, override)) }),
  };
};

/** A schedule of which nothing else was said. */
export const newSchedule = (id: number, ownerId: number, body: Fields): CalSchedule => {
  for (const field of ['name', 'timeZone', 'isDefault'])
    if (body[field] === undefined) throw badRequest(`${field} should not be empty`);
  return {
    id,
    ownerId,
    name: '',
    timeZone: 'UTC',
    isDefault: false,
    availability: WORKING_HOURS,
    overrides: [],
    ...scheduleFromBody(body),
  };
};

const listOf = <Part>(name: string, value: unknown, read: (fields: Fields) => Part): readonly Part[] => {
  if (!Array.isArray(value)) throw badRequest(`${name} must be an array`);
  return value.map((each: unknown) => {
    if (!isFields(each)) throw badRequest(`each value in ${name} must be an object`);
    return read(each);
  });
};

const window = (fields: Fields): Window => {
  const times = [text(fields, 'startTime'), text(fields, 'endTime')];
  const [startTime, endTime] = times;
  if (startTime === undefined || endTime === undefined || !times.every((time) => TIME.test(time ?? '')))
    throw badRequest('startTime and endTime must be in HH:MM format');
  return { startTime, endTime };
};

const weekly = (fields: Fields): WeeklyWindow => {
  const { days } = fields;
  if (!Array.isArray(days) || !days.every((day) => typeof day === 'string' && day in DAYS))
    throw badRequest(`days must be among ${Object.keys(DAYS).join(', ')}`);
  return { days, ...window(fields) };
};

const override = (fields: Fields): Override => {
  const date = text(fields, 'date') ?? '';
  if (!isLocalDate(date)) throw badRequest('date must be in YYYY-MM-DD format');
  return { date, ...window(fields) };
};

/** Windows of a date that touch are kept as one. */
const joined = (overrides: readonly Override[]): readonly Override[] => {
  const found: Override[] = [];
  const inOrder = [...overrides].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  for (const each of inOrder) {
    const last = found.at(-1);
    if (last?.date !== each.date || last.endTime < each.startTime) found.push(each);
    else if (last.endTime < each.endTime) found[found.length - 1] = { ...last, endTime: each.endTime };
  }
  return found;
};

const key = ({ date, startTime }: Override): string => `${date} ${startTime}`;
