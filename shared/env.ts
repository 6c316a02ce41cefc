/** Names of the environment variables the functions read: the stack sets them, the local system sets them, no one else. */
export const ENV = {
  tableName: 'TABLE_NAME',
  /** For how many days after a Day its history is kept. */
  trailKeptDays: 'TRAIL_KEPT_DAYS',
  /** `short`, or `long` beside functions of a release that can read no other. */
  occupancies: 'OCCUPANCY_FORM',
  bookingsQueueUrl: 'BOOKINGS_QUEUE_URL',
  publishQueueUrl: 'PUBLISH_QUEUE_URL',
  replanQueueUrl: 'REPLAN_QUEUE_URL',
  /** Name or ARN of the secret `{ "current": "…", "previous": "…" }` that signs webhooks. */
  webhookSecretId: 'WEBHOOK_SECRET_ID',
  /** Name or ARN of the secret `{ "<credential>": "<Cal.com API key>" }`. */
  calKeysSecretId: 'CAL_KEYS_SECRET_ID',
  /** Name or ARN of the secret `{ "key": "…" }` under which uids and words are digested. */
  digestKeySecretId: 'DIGEST_KEY_SECRET_ID',
  /** An origin without `/v2`; default https://api.cal.com. */
  calApiUrl: 'CAL_API_URL',
  /** An origin: where Cal.com shows a booking to people, at `/booking/<uid>`. */
  calAppUrl: 'CAL_APP_URL',
  /** Seconds from a commit to the first PATCH for it; Cal.com overwrites an earlier one. */
  calSettleSeconds: 'CAL_SETTLE_SECONDS',
  /** Seconds between two PATCHes of one credential; 15 keeps five-a-minute out of reach. */
  calPatchSeconds: 'CAL_PATCH_SECONDS',
  /** Seconds from one sweep to the next. */
  sweepSeconds: 'SWEEP_SECONDS',
  /** Name of the bus that others hear news from. */
  newsBusName: 'NEWS_BUS_NAME',
  oidcIssuer: 'OIDC_ISSUER',
  oidcAudience: 'OIDC_AUDIENCE',
  /** What the issuer's groups and roles for this board begin with. */
  oidcGroupPrefix: 'OIDC_GROUP_PREFIX',
  /** `loopback` opens the board to anyone who reaches 127.0.0.1; never set by the stack. */
  boardAccess: 'BOARD_ACCESS',
} as const;
