import * as z from 'zod';
import type { CredentialName } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import type { CalHttp } from './cal-http.ts';
import { type Told, toldOf } from './cal-schedules.ts';

/** What Cal.com calls a calendar that it reads at an address. */
const FEED = 'ics-feed_calendar';

const connected = z.object({
  connectedCalendars: z.array(
    z.object({
      integration: z.object({ type: z.string() }),
      credentialId: z.int(),
      calendars: z.array(z.object({ externalId: z.string(), isSelected: z.boolean().nullish() })).nullish(),
    }),
  ),
});

/** Addresses at which Cal.com reads calendars of a user, under one number; together they are replaced and taken away. */
export type FeedsAtCal = {
  readonly id: number;
  readonly addresses: readonly { readonly address: string; readonly isSelected: boolean }[];
};

/** Calendar feeds at Cal.com, of the user whose key it is. Never retries and never waits. */
export type CalFeeds = {
  readonly all: (credential: CredentialName) => Promise<Told<readonly FeedsAtCal[]>>;
  /** In place of every address that the user had saved so before. Cal.com reads it at once, and refuses what it cannot read. */
  readonly save: (address: string, credential: CredentialName) => Promise<Told<number>>;
  /** What it says keeps its user busy from then on, for all event types. */
  readonly select: (address: string, id: number, credential: CredentialName) => Promise<Told<null>>;
  readonly disconnect: (id: number, credential: CredentialName) => Promise<Told<null>>;
};

export const calFeeds = (http: CalHttp, now: () => Instant): CalFeeds => {
  const post = async <T>(path: string, body: object, credential: CredentialName, schema: z.ZodType<T>) =>
    toldOf(await http.send('POST', path, body, credential), schema, now());
  const done = (told: Told<unknown>): Told<null> =>
    told.kind === 'done' ? { kind: 'done', value: null } : told;
  return {
    all: async (credential) => {
      const told = toldOf(await http.get('/calendars', credential), connected, now());
      if (told.kind !== 'done') return told;
      const feeds = told.value.connectedCalendars.filter(({ integration }) => integration.type === FEED);
      const value = feeds.map(({ credentialId, calendars }) => ({
        id: credentialId,
        addresses: (calendars ?? []).map(({ externalId, isSelected }) => ({
          address: externalId,
          isSelected: isSelected === true,
        })),
      }));
      return { kind: 'done', value };
    },
    save: async (address, credential) => {
      // Else Cal.com might take it for the one to write bookings into.
      const body = { urls: [address], readOnly: true };
      const told = await post('/calendars/ics-feed/save', body, credential, z.object({ id: z.int() }));
      return told.kind === 'done' ? { kind: 'done', value: told.value.id } : told;
    },
    select: async (address, id, credential) => {
      const body = { integration: FEED, externalId: address, credentialId: id };
      return done(await post('/selected-calendars', body, credential, z.unknown()));
    },
    disconnect: async (id, credential) =>
      done(await post('/calendars/ics-feed/disconnect', { id }, credential, z.unknown())),
  };
};
