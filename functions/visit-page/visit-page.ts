import middy from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Clinic } from '../../shared/ledger/clinic.ts';
import { ledgerOfEnv } from '../../shared/ledger/ledger-of-env.ts';
import { count, log, logging, words } from '../runtime.ts';
import { isFeedRequest, serveFeed } from './serve-feed.ts';
import { showPage } from './show-page.ts';

const ledger = ledgerOfEnv();
const feed = serveFeed({ ledger, log, count });
const page = showPage({ ledger, clinic: new Clinic(ledger, Date.now, words), now: Date.now, log });

/** What anyone sees who has the address: the page behind a visit's link, a practitioner's calendar. It reads, and may do nothing else. */
export const handler = middy(async (request: APIGatewayProxyEventV2) =>
  isFeedRequest(request) ? feed(request) : page(request),
).use(logging);
