import middy from '@middy/core';
import { Clinic } from '../../shared/ledger/clinic.ts';
import { ledgerOfEnv } from '../../shared/ledger/ledger-of-env.ts';
import { log, logging, words } from '../runtime.ts';
import { showPage } from './show-page.ts';

const ledger = ledgerOfEnv();

/** The page behind a visit's link. It reads, and may do nothing else. */
export const handler = middy(
  showPage({ ledger, clinic: new Clinic(ledger, Date.now, words), now: Date.now, log }),
).use(logging);
