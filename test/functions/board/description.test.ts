import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import SwaggerParser from '@apidevtools/swagger-parser';
import { describe, expect, test } from 'vitest';
import * as answers from '../../../functions/board/answer-schemas.ts';
import { openApi } from '../../../functions/board/openapi.ts';
import { API_ROUTES } from '../../../functions/board/routes.ts';
import type { AccessMode } from '../../../shared/access/access.ts';
import { type Caller, isAtLeast } from '../../../shared/access/caller.ts';
import { IssuerUnavailable } from '../../../shared/access/issuer-metadata.ts';
import { MINUTE, toIso } from '../../../shared/domain/instant.ts';
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts';
import { departureOf } from '../../support/as-described.ts';
import { boardOnLedger, MONDAY, NINE } from '../../support/board-on-ledger.ts';

/** An issuer that vouches for one caller. */
const believing = (caller: Caller): AccessMode => ({
  kind: 'oidc',
  issuer: 'https://issuer.example',
  audience: 'a',
  metadata: async () => {
    throw new IssuerUnavailable({ cause: 'no one should ask' });
  },
  verify: async () => ({ kind: 'caller', caller }),
});

describe('who may what', () => {
  test('stands in one table: kiosks only look, doors take their room, staff act, and only the page and the board’s description are public', () => {
    expect(API_ROUTES.map(({ role, method, path }) => `${role} ${method} ${path}`).sort()).toEqual([
      'admin POST /api/credential/renewed',
      'admin POST /api/publishing',
      'door POST /api/rooms/{room}/door',
      'kiosk GET /api/board',
      'kiosk GET /api/me',
      'public GET /',
      'public GET /api/docs',
      'public GET /api/health',
      'public GET /api/openapi.json',
      'public GET /api/sign-in',
      'public GET /assets/{file}',
      'public POST /api/sign-in/token',
      'staff DELETE /api/rooms/{room}/blocks/{block}',
      'staff GET /api/board/past',
      'staff GET /api/bookings/{booking}/rooms',
      'staff GET /api/offers',
      'staff GET /api/one-more/{id}',
      'staff GET /api/report',
      'staff GET /api/trail',
      'staff GET /api/utilisation',
      'staff GET /api/walk-ins/rooms',
      'staff GET /api/week',
      'staff GET /api/what-ifs/{id}',
      'staff POST /api/actions/{action}/undo',
      'staff POST /api/better-plans',
      'staff POST /api/bookings/{booking}/actions',
      'staff POST /api/bookings/{booking}/look-up',
      'staff POST /api/look-ups',
      'staff POST /api/one-more',
      'staff POST /api/rooms/{room}/actions',
      'staff POST /api/rooms/{room}/blocks',
      'staff POST /api/walk-ins',
      'staff POST /api/what-ifs',
    ]);
  });

  test.each(['kiosk', 'door', 'staff', 'admin'] as const)(
    '%s is refused what takes a higher role',
    async (role) => {
      const caller = { subject: 's1', role, floors: ['1'] };
      const board = await boardOnLedger(memoryLedger(), { access: believing(caller) });
      const refused: string[] = [];
      for (const { method, path } of API_ROUTES) {
        const url = path.replaceAll(/\{\w+\}/g, 'x');
        const answer = await board.ask(method, url, { headers: { authorization: 'Bearer t' } });
        if (answer.body?.type === 'urn:room-board:role') refused.push(path);
      }
      const above = API_ROUTES.filter((route) => !isAtLeast(caller, route.role)).map((route) => route.path);
      expect(refused).toEqual(above);
    },
  );
});

describe('the description', () => {
  test('that is checked in is the one the routes and schemas make', () => {
    const file = JSON.parse(readFileSync('functions/board/openapi.json', 'utf8'));
    expect(file, 'run: node bin/openapi.ts').toEqual(JSON.parse(JSON.stringify(openApi())));
  });

  test('is valid OpenAPI to an independent reader, and every reference in it leads somewhere', async () => {
    const file = JSON.parse(readFileSync('functions/board/openapi.json', 'utf8'));
    const { paths } = await SwaggerParser.validate(structuredClone(file));
    const blocked = paths?.['/api/rooms/{room}/blocks']?.post as unknown as {
      requestBody: { content: Record<string, { schema: { properties: object } }> };
    };
    expect(Object.keys(blocked.requestBody.content['application/json']?.schema.properties ?? {})).toEqual([
      'start',
      'end',
      'reason',
      'note',
      'repeats',
      'agreed',
      'site',
    ]);
  });

  test.each([
    ['another status', { status: 418 }, 'is not described'],
    ['another type', { contentType: 'text/html' }, 'is described as application/json, not as "text/html"'],
    ['a field that is not in it', { text: '{"ok":true,"uid":"u"}' }, 'must NOT have additional properties'],
    ['a missing field', { text: '{}' }, "must have required property 'ok'"],
    ['a fault that is no problem', { status: 500 }, 'is described as application/problem+json'],
  ])('finds %s in an answer, as every test that asks the board does', (_what, over, words) => {
    const answer = { status: 200, contentType: 'application/json', text: '{"ok":true}' };
    expect(departureOf('GET', '/api/health', answer)).toBeUndefined();
    expect(departureOf('GET', '/api/health', { ...answer, ...over })).toContain(words);
  });

  test('is served as a file and as a page without scripts or strangers', async () => {
    const board = await boardOnLedger(memoryLedger(), { access: { kind: 'closed' } });
    expect((await board.ask('GET', '/api/openapi.json')).body.openapi).toBe('3.1.0');
    const { headers, text } = await board.ask('GET', '/api/docs');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(text).not.toMatch(/<script|style=|src=|https?:\/\//);
    for (const { path } of API_ROUTES) expect(text).toContain(path);
  });

  test('is kept to by what is really answered', async () => {
    const board = await boardOnLedger(memoryLedger());
    const [visit, waits] = [randomUUID(), randomUUID()];
    for (const uid of [visit, waits])
      await board.book(uid, {
        inputs: { eventTypeId: 3003, answered: { tags: ['x-ray'], unreadable: false } },
        start: NINE + 60 * MINUTE,
        end: NINE + 90 * MINUTE,
      });
    const act = (body: object) => board.ask('POST', `/api/bookings/${visit}/actions`, { body });
    const acted = await act({ do: 'pin' });
    answers.actedAnswer.parse(acted.body);
    const undone = await board.ask('POST', `/api/actions/${acted.body.action.id}/undo`, { body: {} });
    answers.undoAnswer.parse(undone.body);
    board.at(NINE + 61 * MINUTE);
    answers.actedAnswer.parse((await act({ do: 'started' })).body);
    answers.actedAnswer.parse((await act({ do: 'running-late', minutes: 5 })).body);
    const blocked = await board.ask('POST', '/api/rooms/1A/blocks', { body: { reason: 'fault' } });
    answers.blockAnswer.parse(blocked.body);
    answers.roomChoicesAnswer.parse((await board.ask('GET', `/api/bookings/${waits}/rooms`)).body);
    answers.boardAnswer.parse((await board.ask('GET', `/api/board?date=${MONDAY}`)).body);
    answers.blockAnswer.parse((await board.ask('DELETE', `/api/rooms/1A/blocks/${blocked.body.id}`)).body);
    answers.trailAnswer.parse((await board.ask('GET', `/api/trail?date=${MONDAY}`)).body);
    const past = await board.ask('GET', `/api/board/past?at=${toIso(NINE + 61 * MINUTE)}`);
    expect(answers.pastBoardAnswer.parse(past.body).bookings.length).toBeGreaterThan(0);
    const week = await board.ask('GET', `/api/week?from=${MONDAY}`);
    expect(answers.weekAnswer.parse(week.body).days.length).toBe(7);
    const used = await board.ask('GET', `/api/utilisation?from=${MONDAY}&to=${MONDAY}`);
    expect(answers.utilisationAnswer.parse(used.body).total.visits).toBeGreaterThan(0);
    answers.reportAnswer.parse((await board.ask('GET', '/api/report')).body);
    const more = await board.ask('POST', '/api/one-more', { body: { weekday: 'mon' } });
    answers.oneMoreAnswer.parse(more.body);
    answers.oneMoreAnswer.parse((await board.ask('GET', `/api/one-more/${more.body.id}`)).body);
    const asked = { what: 'block', room: '4A', end: toIso(NINE + 120 * MINUTE), curve: true };
    const whatIf = await board.ask('POST', '/api/what-ifs', { body: asked });
    answers.whatIfAnswer.parse(whatIf.body);
    answers.whatIfAnswer.parse((await board.ask('GET', `/api/what-ifs/${whatIf.body.id}`)).body);
    answers.signInAnswer.parse((await board.ask('GET', '/api/sign-in')).body);
    answers.meAnswer.parse((await board.ask('GET', '/api/me')).body);
    const published = await board.ask('POST', '/api/publishing', { body: { mode: 'off' } });
    answers.publishingAnswer.parse(published.body);
    answers.healthAnswer.parse((await board.ask('GET', '/api/health')).body);
    answers.problemAnswer.parse((await board.ask('GET', '/api/trail?room=9Z')).body);
  });
});
