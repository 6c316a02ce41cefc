import type { Role } from '../../shared/access/caller.ts';

/** One route of the board's API. */
type ApiRoute = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `{name}` stands for one segment. */
  readonly path: string;
  /** The least role that may call it. */
  readonly role: Role;
  readonly operation: string;
};

/**
 * Every route of the board's API: the one place that says who may what. Anyone who may call none of it is told so by
 * `dispatch.ts`, before anything of the request is looked at.
 */
export const API_ROUTES = [
  { method: 'GET', path: '/', role: 'public', operation: 'page' },
  { method: 'GET', path: '/assets/{file}', role: 'public', operation: 'asset' },
  { method: 'GET', path: '/api/health', role: 'public', operation: 'health' },
  { method: 'GET', path: '/api/openapi.json', role: 'public', operation: 'openapi' },
  { method: 'GET', path: '/api/docs', role: 'public', operation: 'docs' },
  { method: 'GET', path: '/api/sign-in', role: 'public', operation: 'signIn' },
  { method: 'POST', path: '/api/sign-in/token', role: 'public', operation: 'token' },
  { method: 'GET', path: '/api/me', role: 'kiosk', operation: 'me' },
  { method: 'GET', path: '/api/board', role: 'kiosk', operation: 'board' },
  { method: 'GET', path: '/api/board/past', role: 'staff', operation: 'pastBoard' },
  { method: 'GET', path: '/api/week', role: 'staff', operation: 'week' },
  { method: 'GET', path: '/api/offers', role: 'staff', operation: 'offers' },
  { method: 'GET', path: '/api/utilisation', role: 'staff', operation: 'utilisation' },
  { method: 'GET', path: '/api/report', role: 'staff', operation: 'report' },
  { method: 'POST', path: '/api/one-more', role: 'staff', operation: 'oneMore' },
  { method: 'GET', path: '/api/one-more/{id}', role: 'staff', operation: 'oneMoreAnswer' },
  { method: 'POST', path: '/api/rooms/{room}/blocks', role: 'staff', operation: 'block' },
  { method: 'DELETE', path: '/api/rooms/{room}/blocks/{block}', role: 'staff', operation: 'unblock' },
  { method: 'POST', path: '/api/rooms/{room}/door', role: 'door', operation: 'door' },
  { method: 'POST', path: '/api/rooms/{room}/actions', role: 'staff', operation: 'roomAction' },
  { method: 'POST', path: '/api/bookings/{booking}/actions', role: 'staff', operation: 'bookingAction' },
  { method: 'GET', path: '/api/walk-ins/rooms', role: 'staff', operation: 'walkInRooms' },
  { method: 'POST', path: '/api/walk-ins', role: 'staff', operation: 'walkIn' },
  { method: 'GET', path: '/api/bookings/{booking}/rooms', role: 'staff', operation: 'roomChoices' },
  { method: 'POST', path: '/api/actions/{action}/undo', role: 'staff', operation: 'undo' },
  { method: 'GET', path: '/api/trail', role: 'staff', operation: 'trail' },
  { method: 'POST', path: '/api/look-ups', role: 'staff', operation: 'lookUp' },
  { method: 'POST', path: '/api/bookings/{booking}/look-up', role: 'staff', operation: 'visitLookUp' },
  { method: 'POST', path: '/api/what-ifs', role: 'staff', operation: 'whatIf' },
  { method: 'GET', path: '/api/what-ifs/{id}', role: 'staff', operation: 'whatIfAnswer' },
  { method: 'POST', path: '/api/better-plans', role: 'staff', operation: 'betterPlan' },
  { method: 'POST', path: '/api/publishing', role: 'admin', operation: 'publishing' },
  { method: 'POST', path: '/api/credential/renewed', role: 'admin', operation: 'credentialRenewed' },
] as const satisfies readonly ApiRoute[];

export type Operation = (typeof API_ROUTES)[number]['operation'];
