import { expect, test } from 'vitest';
import { placeOfVisit } from '../../shared/calcom/place-of-visit.ts';

test.each([
  ['Clinic North, 1 Harbour Street', 'place'],
  ['Room 3B — Floor 2, North wing', 'place'],
  ['Room 101', 'place'],
  ['101', 'place'],
  ['inPerson', 'place'],
  ['', 'place'],
  ['   ', 'place'],
  [null, 'place'],
  [undefined, 'place'],
  ['Main entrance, map: https://maps.example/clinic', 'place'],
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
])('a visit at %j is at a %s', (text, place) => {
  expect(placeOfVisit(text, undefined)).toBe(place);
});

test.each([
  ['attendeeInPerson', 'elsewhere'],
  ['somewhereElse', 'elsewhere'],
  ['inPerson', 'place'],
  ['phone', 'place'], // the text is an address: staff have changed it since
])('an address that was answered under %s is %s', (type, place) => {
  expect(placeOfVisit('17 Some Street', { value: type, optionValue: '17 Some Street' })).toBe(place);
});

test.each([
  [null],
  [7],
  ['attendee'],
  [{}],
  [{ value: { value: 'attendeeInPerson' } }],
  [['attendeeInPerson']],
])('an answer of unknown shape (%j) leaves the text to decide', (answer) => {
  expect(placeOfVisit('17 Some Street', answer)).toBe('place');
  expect(placeOfVisit('https://meet.example/abc', answer)).toBe('video');
});
