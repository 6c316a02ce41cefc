import type { Ledger } from '../domain/ledger.ts';
import { required } from '../environment.ts';
import { traced } from '../traced.ts';
import { documentClient } from './document-client.ts';
import { dynamoLedger } from './dynamo-ledger.ts';
import { occupancyFormIn } from './occupancy-forms.ts';

/** The Ledger in the table that the environment names; `looksAtOnce`: for staff, who look at what they have done. */
export const ledgerOfEnv = ({ looksAtOnce = false } = {}): Ledger => {
  const ledger = dynamoLedger({
    documentClient: documentClient(),
    tableName: required('tableName'),
    trailKeptDays: Number(required('trailKeptDays')),
    occupancies: occupancyFormIn(process.env),
    looksAtOnce,
  });
  return { ...ledger, commit: traced('Ledger: commit', ledger.commit) };
};
