import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AskedEquipment, RequirementInputs } from '../../shared/domain/booking-event.ts';
import type { VisitType } from '../../shared/domain/catalogue.ts';
import { requirementOf } from '../../shared/domain/room-requirement.ts';

const EQUIPMENT = ['ecg', 'laser', 'ultrasound'];

const scan: VisitType = {
  id: 'abdominal-scan',
  eventTypeIds: [3001],
  eventTypeSlugs: [],
  needs: { equipment: ['ultrasound'], accessible: false },
  setupMinutes: 5,
  turnaroundMinutes: 10,
  priority: 2,
};

const asking = (...tags: string[]): AskedEquipment => ({ tags, unreadable: false });
const unreadable: AskedEquipment = { tags: [], unreadable: true };

const needed = (inputs: RequirementInputs) => {
  const { requirement, unknownEquipment } = requirementOf(inputs, scan, { equipment: EQUIPMENT });
  return [requirement.equipment, unknownEquipment];
};

describe('what a booking needs of a room', () => {
  test('a visit needs what its type needs', () => {
    expect(requirementOf({}, scan, { equipment: EQUIPMENT })).toEqual({
      requirement: {
        visitTypeId: 'abdominal-scan',
        equipment: ['ultrasound'],
        accessible: false,
        setupMinutes: 5,
        turnaroundMinutes: 10,
      },
      unknownEquipment: [],
    });
  });

  test('kinds and accessibility come from the visit type', () => {
    const type = { ...scan, needs: { equipment: [], kinds: ['therapy', 'procedure'], accessible: true } };
    expect(requirementOf({}, type, { equipment: EQUIPMENT }).requirement).toMatchObject({
      kinds: ['procedure', 'therapy'],
      accessible: true,
    });
  });

  test('the answer to the booking field adds to what the type needs', () => {
    expect(needed({ answered: asking('laser', 'ultrasound') })).toEqual([['laser', 'ultrasound'], []]);
  });

  test('metadata counts where there is no answer, or a blank one', () => {
    expect(needed({ metadata: asking('ecg') })).toEqual([['ecg', 'ultrasound'], []]);
    expect(needed({ answered: asking(), metadata: asking('ecg') })).toEqual([['ecg', 'ultrasound'], []]);
  });

  test('metadata does not count beside an answer, readable or not', () => {
    expect(needed({ answered: asking('laser'), metadata: asking('ecg') })).toEqual([
      ['laser', 'ultrasound'],
      [],
    ]);
    expect(needed({ answered: unreadable, metadata: asking('ecg') })).toEqual([
      ['ultrasound'],
      ['unreadable'],
    ]);
  });

  test('a tag that the clinic does not know is flagged for staff, and the known ones still count', () => {
    expect(needed({ answered: asking('mri', 'laser') })).toEqual([['laser', 'ultrasound'], ['mri']]);
  });

  test('an answer that no one could read is flagged for staff', () => {
    expect(needed({ metadata: unreadable })).toEqual([['ultrasound'], ['unreadable']]);
  });
});

describe('law: nothing that was asked for is silently dropped', () => {
  const tag = fc.constantFrom('ecg', 'laser', 'ultrasound', 'mri', 'wheelchair');
  const asked = fc.record({ tags: fc.array(tag, { maxLength: 5 }), unreadable: fc.boolean() });
  const inputs = fc.record({ answered: asked, metadata: asked }, { requiredKeys: [] });

  test('every asked tag is either needed or flagged, never both, and each once', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        const { requirement, unknownEquipment } = requirementOf(given, scan, { equipment: EQUIPMENT });
        const blank =
          given.answered === undefined || (given.answered.tags.length === 0 && !given.answered.unreadable);
        const counting = blank ? given.metadata : given.answered;
        const told = [...requirement.equipment, ...unknownEquipment];
        expect(new Set(told)).toEqual(
          new Set(['ultrasound', ...(counting?.tags ?? []), ...(counting?.unreadable ? ['unreadable'] : [])]),
        );
        expect(new Set(told).size).toBe(told.length);
        expect(requirement.equipment.every((each) => EQUIPMENT.includes(each))).toBe(true);
        expect(requirement.equipment).toEqual([...requirement.equipment].sort());
      }),
    );
  });
});
