import { mirroredTypes } from '../shared/availability/mirrors.ts';
import { type SetUp, setUpAvailability, undoAvailability } from '../shared/availability/set-up.ts';
import { calHttp } from '../shared/calcom/cal-http.ts';
import { calSchedules } from '../shared/calcom/cal-schedules.ts';
import { Clinic } from '../shared/ledger/clinic.ts';
import { BadUsage, COMMON_USAGE, countOf, runCommand } from './admin/command.ts';
import { connect } from './admin/connect.ts';

const usage = `Gives each event type that the clinic file offers only with a room a schedule of its own at Cal.com, the same as the one it has;
the sweep then takes the starts out of it for which there is no room. Without --yes it only shows what it would change. Exit 1
where one of them cannot be.

  npm run cal:availability -- --yes
  npm run cal:availability -- --undo --yes

Options
  --undo                gives them back the schedules that they had, and removes ours
  --event-type <id>     only this one
  --yes                 write it
${COMMON_USAGE}`;

const inWords = ({ eventTypeId, done }: SetUp): string => `Event type ${eventTypeId}: ${done}.`;

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
    const deps = {
      ledger: to.ledger,
      cal: calSchedules(calHttp(to.cal), Date.now),
      now: Date.now,
      write: values.yes === true,
    };
    const isAsked = (id: number): boolean => only === undefined || only === id;
    const catalogue = await new Clinic(to.ledger, Date.now, to.cal.words).catalogue();
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
    const none = values.undo
      ? 'No event type has a schedule of ours.'
      : 'The clinic file offers no visit type only with a room.';
    out.result({ eventTypes: found }, found.length === 0 ? none : found.map(inWords).join('\n'));
    return found.some(({ failed }) => failed) ? 1 : undefined;
  },
);
