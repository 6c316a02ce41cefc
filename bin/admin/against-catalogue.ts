import { type EventTypeAtCal, hostsOf } from '../../shared/calcom/cal-account.ts';
import { roomsThatFit } from '../../shared/catalogue/rooms-that-fit.ts';
import { type Catalogue, type VisitType, visitTypeOf } from '../../shared/domain/catalogue.ts';

/** One thing that a check has to say. */
export type Finding = {
  readonly wrong: boolean;
  readonly what: string;
  /** Where it is wrong: what to do about it. */
  readonly todo?: string;
};

export const inWords = ({ wrong, what, todo }: Finding): string =>
  `${wrong ? 'WRONG  ' : 'ok     '}${what}${todo === undefined ? '' : `\n         ${todo}`}`;

const IN_THE_FILE = 'Correct the clinic file, or the event types at Cal.com, and import it again.';

/** What Cal.com's event types and the clinic's catalogue say of each other: who gets rooms, and what fits nowhere. */
export const againstCatalogue = (catalogue: Catalogue, types: readonly EventTypeAtCal[]): Finding[] => {
  const ids = new Set(types.map(({ id }) => id));
  const slugs = new Set(types.map(({ slug }) => slug));
  const findings: Finding[] = [];
  for (const type of catalogue.visitTypes) {
    const missing = type.eventTypeIds.filter((id) => !ids.has(id));
    const unknown = type.eventTypeSlugs.filter((slug) => !slugs.has(slug));
    for (const each of [...missing, ...unknown])
      findings.push({
        wrong: true,
        what: `visit type ${type.id}: no event type ${each} at Cal.com (or the key may not see it)`,
        todo: IN_THE_FILE,
      });
    if (type.offer !== undefined)
      for (const { id, teamId, parentEventTypeId } of types)
        if (type.eventTypeIds.includes(id) && (teamId != null || parentEventTypeId != null))
          findings.push({
            wrong: true,
            what: `visit type ${type.id}: offer ${type.offer} is not for event type ${id}: it belongs to a team, and has no schedule of its own`,
            todo: 'Take `offer` off this visit type, and import the clinic file again.',
          });
    if (roomsThatFit(catalogue, type).length === 0)
      findings.push({
        wrong: true,
        what: `visit type ${type.id}: no room has what it needs`,
        todo: IN_THE_FILE,
      });
  }
  const managedParents = new Map(
    types.flatMap(({ id, parentEventTypeId }) =>
      parentEventTypeId == null ? [] : [[id, parentEventTypeId]],
    ),
  );
  const visitType = ({ id, slug }: EventTypeAtCal): VisitType | undefined =>
    visitTypeOf({ ...catalogue, managedParents }, { eventTypeId: id, eventTypeSlug: slug });
  const mapped = (type: EventTypeAtCal): boolean => visitType(type) !== undefined;
  for (const child of types.filter(({ parentEventTypeId }) => parentEventTypeId != null)) {
    const of = `event type ${child.id} of host ${child.ownerId ?? 'unknown'} is a child of the managed event type ${child.parentEventTypeId}`;
    const type = visitType(child);
    findings.push({
      wrong: false,
      what: type === undefined ? `${of}: not covered` : `${of}: covered by visit type ${type.id}`,
    });
  }
  const unmapped = types.filter((type) => type.parentEventTypeId == null && !mapped(type));
  for (const type of unmapped)
    findings.push({
      wrong: false,
      what: `event type ${type.id} (${type.slug}) gets no rooms: no visit type names it`,
    });
  const hosts = new Set(types.filter(mapped).flatMap(hostsOf));
  const known = new Set(catalogue.practitioners.map(({ id }) => id));
  findings.push({
    wrong: false,
    what: `${types.length - unmapped.length} event type(s) get rooms, with ${[...hosts].filter((id) => known.has(id)).length} known host(s)`,
  });
  for (const id of hosts)
    if (!known.has(id))
      findings.push({
        wrong: true,
        what: `host ${id} at Cal.com is no practitioner of the catalogue`,
        todo: 'Name them among the practitioners of the clinic file, and import it again.',
      });
  return findings;
};
