import { randomBytes } from 'node:crypto';
import { connectFeeds, disconnectFeeds, type FeedSetUp } from '../shared/availability/connect-feed.ts';
import { mirroredTypes } from '../shared/availability/mirrors.ts';
import { type SetUp, setUpAvailability, undoAvailability } from '../shared/availability/set-up.ts';
import { calFeeds } from '../shared/calcom/cal-feeds.ts';
import { calHttp } from '../shared/calcom/cal-http.ts';
import { calSchedules } from '../shared/calcom/cal-schedules.ts';
import { linkToken, TOKEN_BYTES } from '../shared/domain/visit-link.ts';
import { Clinic } from '../shared/ledger/clinic.ts';
import { BadUsage, COMMON_USAGE, countOf, runCommand } from './admin/command.ts';
import { connect } from './admin/connect.ts';

const usage = `Lets Cal.com offer what the clinic file offers only with a room only where there is one. Each event type with offer: only-with-room
gets a schedule of its own, the same as the one it has; the sweep then takes the starts out of it for which there is no room. Each
practitioner whose event types have offer: feed gets a calendar that says when there is none. Without --yes it only shows what it
would change. Exit 1 where one of them cannot be.

  npm run cal:availability -- --yes
  npm run cal:availability -- --undo --yes

Options
  --undo                gives event types back the schedules that they had and removes ours, and takes our calendars away
  --event-type <id>     only this one, with offer: only-with-room
  --yes                 write it
${COMMON_USAGE}`;

const inWords = ({ eventTypeId, done }: SetUp): string => `Event type ${eventTypeId}: ${done}.`;

const feedInWords = ({ ownerId, eventTypeIds, done }: FeedSetUp): string =>
  `${ownerId === undefined ? 'E' : `User ${ownerId}, e`}vent type${eventTypeIds.length === 1 ? '' : 's'} ${eventTypeIds.join(', ')}: ${done}.`;

await runCommand(
  {
    usage,
    options: {
      undo: { type: 'boolean', default: false },
      'event-type': { type: 'string' },
      yes: { type: 'boolean', default: false },
    },
  },
  async ({ values, out }) => {
    const to = connect(values);
    const only = countOf(values, 'event-type', undefined);
    const http = calHttp(to.cal);
    const clinic = new Clinic(to.ledger, Date.now, to.cal.words);
    const deps = {
      ledger: to.ledger,
      cal: calSchedules(http, Date.now),
      now: Date.now,
      write: values.yes === true,
    };
    const ofFeeds = {
      ...deps,
      clinic,
      feeds: calFeeds(http, Date.now),
      origin: new URL(to.webhookUrl).origin,
      newToken: () => linkToken(randomBytes(TOKEN_BYTES)),
    };
    const isAsked = (id: number): boolean => only === undefined || only === id;
    const catalogue = await clinic.catalogue();
    const visitTypes = catalogue.visitTypes.map((type) => ({
      ...type,
      eventTypeIds: type.eventTypeIds.filter(isAsked),
    }));
    const found = values.undo
      ? await undoAvailability(deps, (await mirroredTypes(to.ledger)).filter(isAsked))
      : await setUpAvailability(deps, { ...catalogue, visitTypes });
    if (only !== undefined && found.length === 0)
      throw new BadUsage(
        values.undo
          ? `--event-type ${only}: it has no schedule of ours`
          : `--event-type ${only}: the clinic file has no such event type with offer: only-with-room`,
      );
    const feeds =
      only === undefined ? await (values.undo ? disconnectFeeds(ofFeeds) : connectFeeds(ofFeeds)) : [];
    const none = values.undo
      ? 'No event type has a schedule of ours, and no one a calendar.'
      : 'The clinic file offers no visit type only with a room.';
    const lines = [...found.map(inWords), ...feeds.map(feedInWords)];
    out.result({ eventTypes: found, feeds }, lines.length === 0 ? none : lines.join('\n'));
    return [...found, ...feeds].some(({ failed }) => failed) ? 1 : undefined;
  },
);
