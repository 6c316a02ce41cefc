/**
 * What the functions count, and the alarms watch. Written with Powertools under the one dimension `service`, which names the stage and
 * comes from the environment: an alarm matches a metric only by its exact dimensions, so add none.
 */
export const METRICS = {
  namespace: 'RoomAssigner',
  service: (stage: string) => `room-assigner-${stage}`,
} as const;

/** One of these per HTTP request to the webhook, by what became of it. */
export const DELIVERY_METRICS = {
  accepted: 'DeliveryAccepted',
  ignored: 'DeliveryIgnored',
  /** Signed correctly but not understood: a person must look, because Cal.com will not send it again. */
  quarantined: 'DeliveryQuarantined',
  /** Not from Cal.com, or not signed with a secret we know. */
  refused: 'DeliveryRefused',
  /** Ours to mend: no secret, or the queue did not take it. The booking is lost until reconciliation. */
  failed: 'DeliveryFailed',
} as const;

export type DeliveryMetric = keyof typeof DELIVERY_METRICS;

/** *Each time* metrics are counts of one; *now* metrics are written by every sweep, zero included. */
export const METRIC = {
  /** Each time: the board answered 401 or 403. */
  boardRefused: 'BoardRefused',
  /** Each time: a booking whose event type no visit type names. */
  bookingsUnmapped: 'BookingsUnmapped',
  /** Each time: a mail to patient and practitioner that told nothing new, as Cal.com's own echo shows; self-hosted editions send none. */
  duplicateMails: 'DuplicateMails',
  /** Now: bookings that reconciliation found this minute and no webhook had told of. */
  bookingsUntold: 'BookingsUntold',
  /** Each time: Cal.com answered 401 to one of our keys, or 403 to a reading with it. */
  credentialsRefused: 'CredentialsRefused',
  /** Now: seconds since the whole horizon was last read at Cal.com, by the credential that is furthest behind. */
  horizonAgeSeconds: 'HorizonAgeSeconds',
  /** Now: seconds since a schedule of ours at Cal.com was last seen as it should be, by the one that is furthest behind; 0 where there is none. */
  offerAgeSeconds: 'OfferAgeSeconds',
  /** Each time: Cal.com asked for a calendar of ours and was given none, since none could be read. */
  feedsUnknown: 'FeedsUnknown',
  /** Each time: a Day that could not be planned. */
  daysFailed: 'DaysFailed',
  /** Each time: the solver threw or answered nonsense, and a Day was planned without it. */
  solverFailed: 'SolverFailed',
  /** Each time: a step of a sweep that threw, a Day's aside. */
  stepsFailed: 'StepsFailed',
  /** Now: rows of Cal.com's lists that reconciliation could not read and stepped over. */
  rowsUnreadable: 'RowsUnreadable',
  /** Now: LocationUpdates given up on until staff look. */
  locationsParked: 'LocationsParked',
  /** Now: seconds since the longest-owed LocationUpdate that may be sent became owed; 0 when none is. */
  oldestOwedSeconds: 'OldestOwedSeconds',
  /** Each time: a sweep that reached its end. */
  sweepsCompleted: 'SweepsCompleted',
} as const;

export type MetricName = (typeof METRIC)[keyof typeof METRIC] | (typeof DELIVERY_METRICS)[DeliveryMetric];
