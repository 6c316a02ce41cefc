import * as z from 'zod';
import * as answers from './answer-schemas.ts';
import { API_ROUTES, type Operation } from './routes.ts';
import * as bodies from './schemas.ts';

/** What a route is for, what it takes, what it answers. */
type Described = {
  readonly summary: string;
  readonly query?: readonly (keyof typeof QUERY)[];
  readonly headers?: readonly (keyof typeof HEADERS)[];
  readonly body?: keyof typeof BODIES;
  readonly status: number;
  /** Absent: no JSON. */
  readonly answer?: keyof typeof ANSWERS;
  /** Also as comma-separated values. */
  readonly csv?: true;
  readonly refusals?: readonly number[];
};

const BODIES = {
  BlockRequest: bodies.blockBody,
  BookingAction: bodies.bookingAction,
  DoorRequest: bodies.doorBody,
  RoomAction: bodies.roomAction,
  WalkInRequest: bodies.walkInBody,
  SiteOnly: bodies.siteOnly,
  UndoRequest: bodies.undoBody,
  LookUpRequest: bodies.lookUpBody,
  VisitLookUpRequest: bodies.visitLookUpBody,
  PublishingRequest: bodies.publishingBody,
  BetterPlanRequest: bodies.betterPlanBody,
  OneMoreRequest: bodies.oneMoreBody,
  WhatIfRequest: bodies.whatIfBody,
  Grant: bodies.grantBody,
};

const ANSWERS = {
  Board: answers.boardAnswer,
  PastBoard: answers.pastBoardAnswer,
  BlockDone: answers.blockAnswer,
  Acted: answers.actedAnswer,
  DoorDone: answers.doorAnswer,
  Week: answers.weekAnswer,
  Offers: answers.offersAnswer,
  Utilisation: answers.utilisationAnswer,
  Report: answers.reportAnswer,
  OneMore: answers.oneMoreAnswer,
  RoomChoices: answers.roomChoicesAnswer,
  Seated: answers.walkInAnswer,
  WalkInRooms: answers.walkInRoomsAnswer,
  Undone: answers.undoAnswer,
  Trail: answers.trailAnswer,
  WhatIf: answers.whatIfAnswer,
  SignIn: answers.signInAnswer,
  Token: answers.tokenAnswer,
  Me: answers.meAnswer,
  Health: answers.healthAnswer,
  LookUp: answers.lookUpAnswer,
  VisitLookUp: answers.visitLookUpAnswer,
  Published: answers.publishingAnswer,
  BetterPlanTaken: answers.betterPlanAnswer,
  Renewed: answers.renewedAnswer,
  Problem: answers.problemAnswer,
};

const QUERY = {
  site: 'The Site; absent = the only one you may see.',
  date: 'A date on the Site’s wall, YYYY-MM-DD; absent = today.',
  at: 'The past instant: `2027-03-01T09:05:00Z`, or `10:05` on the Site’s wall on `date`; as far back as the history of the date is kept.',
  room: 'Only what concerns this Room.',
  door: 'Only this Room, as its door shows it: nothing of any booking.',
  visit: 'Only what concerns the visit of this code.',
  from: 'The first date; absent = so that there are as many as is usual.',
  to: 'The last date; absent = yesterday.',
  format: '`csv`: one line a date, to be kept as a file; absent = `json`.',
  minutes: 'For how many minutes.',
  type: 'A visit type; absent = any room will do.',
  practitioner: 'Who they see: a Cal.com user id of the clinic file.',
} as const;

const HEADERS = {
  'If-None-Match': 'The ETag of the answer in hand.',
  'If-Match':
    'The etag of the room or booking (or the publishing mode) as the caller saw it, in quotes; 412 where it has changed.',
  'Idempotency-Key':
    'A client-made id, 8 to 64 of A–Z a–z 0–9 - _: the same id acts once, and names the action to undo.',
} as const;

const ACTING = {
  headers: ['If-Match', 'Idempotency-Key'],
  refusals: [400, 404, 409, 412, 415, 422],
} as const;

/** Every operation, described; a route that is missing here does not compile. */
const DESCRIBED: Readonly<Record<Operation, Described>> = {
  page: { summary: 'The board’s page, for people.', status: 200 },
  asset: { summary: 'A file of the page, named by its content.', status: 200, refusals: [404] },
  health: { summary: 'Whether the board answers.', status: 200, answer: 'Health' },
  openapi: { summary: 'This description.', status: 200 },
  docs: { summary: 'This description, for people.', status: 200 },
  signIn: { summary: 'How to sign in.', status: 200, answer: 'SignIn' },
  token: {
    summary: 'Exchange a code or a refresh token.',
    body: 'Grant',
    status: 200,
    answer: 'Token',
    refusals: [400, 401, 403, 409],
  },
  me: { summary: 'As who one is signed in.', status: 200, answer: 'Me' },
  board: {
    summary: 'What the rooms are doing, who waits, what Cal.com has not been told, what needs attention.',
    query: ['site', 'date', 'door'],
    headers: ['If-None-Match'],
    status: 200,
    answer: 'Board',
    refusals: [304, 400, 404],
  },
  pastBoard: {
    summary:
      'What the rooms of a date did at a past instant, and who had which; without `date` that of the instant.',
    query: ['site', 'at', 'date'],
    status: 200,
    answer: 'PastBoard',
    refusals: [400, 404],
  },
  week: {
    summary: 'How full each room is on seven dates from `from` on; absent = from this Monday.',
    query: ['site', 'from'],
    headers: ['If-None-Match'],
    status: 200,
    answer: 'Week',
    refusals: [304, 400, 404],
  },
  offers: {
    summary: 'What Cal.com offers of a day, why no more, and how many starts a freed room would open.',
    query: ['site', 'date'],
    status: 200,
    answer: 'Offers',
    refusals: [400, 404],
  },
  utilisation: {
    summary:
      'How rooms were used on past dates, four weeks unless said, at most 31 dates of the last 40: booked, used, blocked, idle; who waited, who did not come.',
    query: ['site', 'from', 'to'],
    status: 200,
    answer: 'Utilisation',
    refusals: [400, 404],
  },
  report: {
    summary:
      'What the days of a site in shadow came to, as each was counted in its night, two weeks unless said, at most 92 dates of the last 400.',
    query: ['site', 'from', 'to', 'format'],
    status: 200,
    answer: 'Report',
    csv: true,
    refusals: [400, 404],
  },
  oneMore: {
    summary:
      'What one more room or unit would have brought on the dates of one weekday; poll the location for the answer.',
    query: ['site'],
    body: 'OneMoreRequest',
    status: 202,
    answer: 'OneMore',
    refusals: [400, 404],
  },
  oneMoreAnswer: {
    summary: 'What one more would have brought, as far as it is planned by now.',
    status: 200,
    answer: 'OneMore',
    refusals: [404],
  },
  block: {
    summary: 'Take a room out of use.',
    query: ['site'],
    ...ACTING,
    body: 'BlockRequest',
    status: 201,
    answer: 'BlockDone',
  },
  unblock: {
    summary: 'Give a blocked room back.',
    query: ['site'],
    ...ACTING,
    status: 200,
    answer: 'BlockDone',
  },
  door: {
    summary: 'Take a free room at its door, stay longer, or leave it.',
    query: ['site'],
    headers: ['Idempotency-Key'],
    body: 'DoorRequest',
    status: 200,
    answer: 'DoorDone',
    refusals: [404, 409, 422],
  },
  roomAction: {
    summary: 'Say that a room is clean.',
    query: ['site'],
    ...ACTING,
    body: 'RoomAction',
    status: 200,
    answer: 'Acted',
  },
  bookingAction: {
    summary: 'Act on a booking.',
    query: ['site'],
    ...ACTING,
    body: 'BookingAction',
    status: 200,
    answer: 'Acted',
  },
  roomChoices: {
    summary: 'Why a booking has its room, and why it has no other.',
    query: ['site'],
    status: 200,
    answer: 'RoomChoices',
    refusals: [404],
  },
  walkInRooms: {
    summary: 'Where someone who stands at the desk could be seated now, and where best.',
    query: ['site', 'minutes', 'type', 'practitioner'],
    status: 200,
    answer: 'WalkInRooms',
    refusals: [400, 404],
  },
  walkIn: {
    summary: 'Seat someone without a booking.',
    query: ['site'],
    headers: ['Idempotency-Key'],
    body: 'WalkInRequest',
    status: 201,
    answer: 'Seated',
    refusals: [400, 404, 409, 415, 422],
  },
  undo: {
    summary:
      'Take an action back: who it moved goes back where no one has been told yet, and the others are named.',
    query: ['site'],
    body: 'UndoRequest',
    status: 200,
    answer: 'Undone',
    refusals: [404, 409, 412],
  },
  trail: {
    summary: 'What happened, newest first.',
    query: ['site', 'date', 'room', 'visit'],
    status: 200,
    answer: 'Trail',
    refusals: [400, 404],
  },
  lookUp: {
    summary: 'Whose visits are of a name: asked of Cal.com now, kept nowhere, noted as a look-up.',
    query: ['site'],
    body: 'LookUpRequest',
    status: 200,
    answer: 'LookUp',
    refusals: [400, 404, 409, 429],
  },
  visitLookUp: {
    summary:
      'Who a visit is with, or what was written over its location: asked of Cal.com now, kept nowhere.',
    query: ['site'],
    body: 'VisitLookUpRequest',
    status: 200,
    answer: 'VisitLookUp',
    refusals: [400, 404, 409, 429],
  },
  whatIf: {
    summary: 'Who would be affected, at once; poll the location for the proven answer.',
    query: ['site'],
    body: 'WhatIfRequest',
    status: 202,
    answer: 'WhatIf',
    refusals: [400, 404],
  },
  whatIfAnswer: {
    summary: 'The best answer to a what-if by now.',
    status: 200,
    answer: 'WhatIf',
    refusals: [404],
  },
  betterPlan: {
    summary: 'Take the better plan that was found for a day: it is carried out at once.',
    query: ['site'],
    headers: ['Idempotency-Key'],
    body: 'BetterPlanRequest',
    status: 202,
    answer: 'BetterPlanTaken',
    refusals: [400, 404, 409, 415, 422],
  },
  publishing: {
    summary: 'Switch whether a site tells Cal.com of its rooms.',
    query: ['site'],
    ...ACTING,
    body: 'PublishingRequest',
    status: 200,
    answer: 'Published',
  },
  credentialRenewed: {
    summary: 'The Cal.com key of a site has been renewed: try again.',
    query: ['site'],
    body: 'SiteOnly',
    status: 200,
    answer: 'Renewed',
    refusals: [409],
  },
};

/** The API's description, OpenAPI 3.1, made from the table of routes and the schemas that requests are checked with. */
export const openApi = () => {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of API_ROUTES)
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Room board',
      version: '2',
      description:
        'Rooms, bookings and what staff do about them. Errors are problem+json (RFC 9457) naming the field.',
    },
    paths,
    components: {
      securitySchemes: {
        oidc: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token of the configured issuer; none on loopback.',
        },
      },
      schemas: {
        ...Object.fromEntries(Object.entries(BODIES).map(([name, schema]) => [name, jsonSchema(schema)])),
        ...Object.fromEntries(Object.entries(ANSWERS).map(([name, schema]) => [name, jsonSchema(schema)])),
      },
    },
  };
};

const operationOf = (route: (typeof API_ROUTES)[number]) => {
  const {
    summary,
    query = [],
    headers = [],
    body,
    status,
    answer,
    csv,
    refusals = [],
  } = DESCRIBED[route.operation];
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  const signedIn = route.role === 'public' ? [] : [401, 403];
  const read = body === undefined ? [] : [400, 413, 415];
  return {
    operationId: route.operation,
    summary,
    'x-role': route.role,
    security: route.role === 'public' ? [] : [{ oidc: [] }],
    parameters: [
      ...inPath.map((name) => ({ name, in: 'path', required: true, schema: TEXT })),
      ...query.map((name) => ({ name, in: 'query', description: QUERY[name], schema: TEXT })),
      ...headers.map((name) => ({ name, in: 'header', description: HEADERS[name], schema: TEXT })),
    ],
    ...(body === undefined ? {} : { requestBody: { required: true, content: json(body) } }),
    responses: {
      [status]: {
        description: 'Done.',
        ...(answer === undefined ? {} : { content: { ...json(answer), ...(csv && CSV) } }),
      },
      ...Object.fromEntries([...signedIn, ...read, ...refusals].map((code) => [code, refusalOf(code)])),
      '5XX': { description: 'A fault here, or of what this stands on.', content: PROBLEM },
    },
  };
};

const TEXT = { type: 'string' };

const refusalOf = (code: number) => ({
  description: code === 304 ? 'Nothing has changed.' : 'Refused.',
  ...(code === 304 ? {} : { content: PROBLEM }),
});

const CSV = { 'text/csv': { schema: TEXT } };
const json = (name: string) => ({ 'application/json': { schema: reference(name) } });
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const PROBLEM = { 'application/problem+json': { schema: reference('Problem') } };

const jsonSchema = (schema: z.ZodType): object => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
};
