import type { AskedEquipment, RequirementInputs } from './booking-event.ts';
import type { Catalogue, EquipmentTag, VisitType, VisitTypeId } from './catalogue.ts';

/** What a booking needs of a room. */
export type RoomRequirement = {
  readonly visitTypeId: VisitTypeId;
  /** Tags that the room must have, or that a portable unit must bring; sorted, each once. */
  readonly equipment: readonly EquipmentTag[];
  /** The kinds of room that will do; absent = any. */
  readonly kinds?: readonly string[];
  readonly accessible: boolean;
  /** How many are in the room at once; absent = any room is large enough. */
  readonly people?: number;
  /** Minutes the visit needs the room before and after; the room itself may need longer afterwards. */
  readonly setupMinutes: number;
  readonly turnaroundMinutes: number;
};

/** Stands among the unknown equipment for an answer that could not be read as a list of tags. */
const UNREADABLE = 'unreadable';

const sorted = (tags: Iterable<string>): string[] => [...new Set(tags)].sort();

// A field left blank is no answer: the booking's metadata may still say what the visit needs.
const isAnswer = (asked: AskedEquipment | undefined): asked is AskedEquipment =>
  asked !== undefined && (asked.unreadable || asked.tags.length > 0);

/**
 * What a booking needs: what its visit type needs, plus the equipment asked for in the booking field, or in the booking's
 * metadata where the field has no answer. Asking can only add. What the catalogue does not know (and
 * `unreadable`) does not narrow the choice of rooms; it comes back as `unknownEquipment`, for staff to look up at Cal.com.
 */
export const requirementOf = (
  inputs: RequirementInputs,
  visitType: VisitType,
  catalogue: Pick<Catalogue, 'equipment' | 'equipmentWords'>,
): { requirement: RoomRequirement; unknownEquipment: string[] } => {
  const { equipment, kinds, accessible } = visitType.needs;
  const asked = isAnswer(inputs.answered) ? inputs.answered : inputs.metadata;
  const tags = asked?.tags ?? [];
  const known = tags.flatMap((tag) => tagOf(tag, catalogue) ?? []);
  return {
    requirement: {
      visitTypeId: visitType.id,
      equipment: sorted([...equipment, ...known]),
      ...(kinds && { kinds: sorted(kinds) }),
      accessible,
      ...(visitType.people === undefined ? {} : { people: visitType.people }),
      // A walk-in is there already.
      setupMinutes: inputs.visitTypeId === undefined ? visitType.setupMinutes : 0,
      turnaroundMinutes: visitType.turnaroundMinutes,
    },
    unknownEquipment: sorted([
      ...tags.filter((tag) => tagOf(tag, catalogue) === undefined),
      ...(asked?.unreadable ? [UNREADABLE] : []),
    ]),
  };
};

/** The catalogue's tag for what was asked: by the digest of any of its names, or as a tag in full, as bookings were kept once. */
const tagOf = (
  asked: string,
  { equipment, equipmentWords }: Pick<Catalogue, 'equipment' | 'equipmentWords'>,
): EquipmentTag | undefined => equipmentWords?.get(asked) ?? equipment.find((tag) => tag === asked);
