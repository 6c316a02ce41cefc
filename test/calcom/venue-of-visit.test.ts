import { expect, test } from 'vitest';
import { venueOfVisit } from '../../shared/calcom/venue-of-visit.ts';

test.each([
  ['Clinic North, 1 Harbour Street', 'on-site'],
  ['Room 3B — Floor 2, North wing', 'on-site'],
  ['Room 101', 'on-site'],
  ['101', 'on-site'],
  ['inPerson', 'on-site'],
  ['', 'on-site'],
  ['   ', 'on-site'],
  [null, 'on-site'],
  [undefined, 'on-site'],
  ['Main entrance, map: https://maps.example/clinic', 'on-site'],
  ['integrations:daily', 'video'],
  ['integrations:google:meet', 'video'],
  ['https://meet.example/abc', 'video'],
  [' HTTPS://meet.example/abc ', 'video'],
  ['zoommtg://zoom.example/join', 'video'],
  ['www.meet.example', 'video'],
  ['link', 'video'],
  ['conferencing', 'video'],
  ['+493012345678', 'phone'],
  ['(030) 1234-5678', 'phone'],
  ['0049 30 123 456 78', 'phone'],
  ['tel:+4930123456', 'phone'],
  ['phone', 'phone'],
  ['attendeePhone', 'phone'],
  ['userPhone', 'phone'],
  ['attendeeInPerson', 'elsewhere'],
  ['somewhereElse', 'elsewhere'],
])('a visit at %j is at a %s', (text, venue) => {
  expect(venueOfVisit(text, undefined)).toBe(venue);
});

test.each([
  ['attendeeInPerson', 'elsewhere'],
  ['somewhereElse', 'elsewhere'],
  ['inPerson', 'on-site'],
  ['phone', 'on-site'], // the text is an address: staff have changed it since
])('an address that was answered under %s is %s', (type, venue) => {
  expect(venueOfVisit('17 Some Street', { value: type, optionValue: '17 Some Street' })).toBe(venue);
});

test.each([
  [null],
  [7],
  ['attendee'],
  [{}],
  [{ value: { value: 'attendeeInPerson' } }],
  [['attendeeInPerson']],
])('an answer of unknown shape (%j) leaves the text to decide', (answer) => {
  expect(venueOfVisit('17 Some Street', answer)).toBe('on-site');
  expect(venueOfVisit('https://meet.example/abc', answer)).toBe('video');
});
