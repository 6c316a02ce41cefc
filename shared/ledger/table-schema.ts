/**
 * The Ledger's one table, as the stack creates it, the local system creates it and the adapter names it.
 *
 * `owed` is sparse: only an item that owes Cal.com a location carries `owedTo`, so the index holds just those,
 * the most urgent visit (smallest `owedStart`, epoch milliseconds) first. The projection is what a wake needs in order
 * to choose; whatever it then acts on, it reads again from the table, since an index lags.
 */
export const TABLE = {
  pk: 'pk',
  sk: 'sk',
  /** Epoch **seconds**, as DynamoDB wants it; readers filter expired items themselves, for deletion lags by days. */
  ttl: 'ttl',
  owedIndex: 'owed',
  /** Partition key, a string: `CRED#c`, `SHADOW#s`, `PARKED#s`, `DRIFT#s` or `UNMAPPED`. */
  owedTo: 'owedTo',
  /** Sort key, a number: when the visit starts. */
  owedStart: 'owedStart',
  owedProjection: ['notBefore', 'siteId', 'uid'],
} as const;
