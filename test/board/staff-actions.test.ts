import { expect, test } from 'vitest';
import { askedFor, PLAIN_ACTS } from '../../functions/board/page/app/acts.ts';
import english from '../../functions/board/page/app/language/en.json' with { type: 'json' };
import { bookingAction } from '../../functions/board/schemas.ts';
import { CHANGES } from '../../shared/domain/ledger-records.ts';

const said = new Set(Object.keys(english));

/** Every `do` that the API takes of a booking. */
const taken = bookingAction.options.map(({ shape }) => shape.do.value);

/** What the page does with something more to be said, as the page asks for it. */
const WITH_MORE: readonly Parameters<typeof askedFor>[0][] = [
  { do: 'running-late', booking: { uid: 'ada' }, minutes: 5 },
  {
    do: 'move-to',
    booking: { uid: 'ada' },
    roomId: '1A',
    overrule: { rules: [{ rejection: 'wrong-kind' }], reason: 'other' },
  },
  { do: 'move-to-site', booking: { uid: 'ada' }, to: { id: 'south', name: 'South' } },
  { do: 'swap-with', booking: { uid: 'ada' }, other: { uid: 'ben' } as never },
];

test('staff can do at the board what the API takes, and it has its words', () => {
  const plain = PLAIN_ACTS.map((act) => ({ do: act, booking: { uid: 'ada' } }));
  const asked = [...plain, ...WITH_MORE].map((act) => askedFor(act, 'north').body);
  for (const body of asked)
    expect(bookingAction.safeParse(body), String(body.do)).toMatchObject({ success: true });
  expect(asked.map((body) => body.do).sort()).toEqual([...taken].sort());
  expect(taken.filter((each) => !said.has(`act:${each}`) && !said.has(`did:${each}`))).toEqual([]);
});

test('the trail has words for each kind of change', () => {
  expect(Object.keys(CHANGES).filter((kind) => !said.has(`what:${kind}`))).toEqual([]);
});
