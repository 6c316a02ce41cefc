import { type Fields, isFields } from './api-message.ts';
import { badRequest } from './world.ts';

const integrations = [
  ...['cal-video', 'google-meet', 'zoom', 'whereby-video', 'whatsapp-video', 'webex-video', 'telegram-video'],
  ...[
    'tandem',
    'sylaps-video',
    'skype-video',
    'sirius-video',
    'signal-video',
    'shimmer-video',
    'salesroom-video',
  ],
  ...[
    'roam-video',
    'riverside-video',
    'ping-video',
    'office365-video',
    'mirotalk-video',
    'jitsi',
    'jelly-video',
  ],
  ...[
    'jelly-conferencing',
    'huddle',
    'facetime-video',
    'element-call-video',
    'eightxeight-video',
    'discord-video',
  ],
  ...['demodesk-video', 'campfire-video'],
];

const required = (location: Fields, name: string): string => {
  const value = location[name];
  // Only emptiness is refused: spaces alone, any length and any characters pass.
  if (typeof value !== 'string' || value.length < 1) throw badRequest(`${name} must be a non-empty string`);
  return value;
};

const url = (value: string): string => {
  if (!URL.canParse(value)) throw badRequest('link must be a URL address');
  return value;
};

const phone = (value: string): string => {
  if (!/^\+[1-9]\d{6,14}$/.test(value)) throw badRequest('phone must be a valid phone number');
  return value;
};

/** Per type: what ends up in the row. The event type's own locations are not consulted. */
const readers: Record<string, (location: Fields) => string> = {
  address: (location) => required(location, 'address'),
  attendeeAddress: (location) => required(location, 'address'),
  attendeeDefined: (location) => required(location, 'location'),
  link: (location) => url(required(location, 'link')),
  phone: (location) => phone(required(location, 'phone')),
  attendeePhone: (location) => phone(required(location, 'phone')),
  integration: (location) => {
    const name = required(location, 'integration');
    if (!integrations.includes(name)) throw badRequest('integration is not one of the known apps');
    return name === 'cal-video' ? 'integrations:daily' : `integrations:${name}`;
  },
};

/** The text to store; `undefined` when the body asks for nothing. */
export const locationFromBody = (body: Fields): string | undefined => {
  const { location } = body;
  if (location === undefined) return undefined;
  if (!isFields(location)) throw badRequest('location must be an object');
  const type = location.type;
  const reader = typeof type === 'string' && Object.hasOwn(readers, type) ? readers[type] : undefined;
  if (reader === undefined) throw badRequest('location.type is missing or unknown');
  return reader(location);
};
