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
  /** Each time: a token that is not to be believed here, one without a role here, or a sign-in that the issuer does not vouch for. */
  signInsRefused: 'SignInsRefused',
  /** Each time: a booking was given its first room as it came in. */
  bookingsAssigned: 'BookingsAssigned',
  /** Now: visits of today that have no room and are not over. */
  bookingsWaiting: 'BookingsWaiting',
  /** Now: those of them that start within the hour, or have started. */
  bookingsStartingSoon: 'BookingsStartingSoon',
  /** Now: open hours since the last delivery, where so many without one are more than chance; else 0. */
  hoursSilent: 'HoursSilent',
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
  /** Each time: a plan of a Day, and how many more wait or are told in it than in the best there could be, as far as is proven; 0: it is the best. */
  planGap: 'PlanGap',
  /** Each time: Cal.com took a location, and mailed patient and practitioner. */
  locationsSent: 'LocationsSent',
  /** Each time: Cal.com answered 429. */
  calThrottled: 'CalThrottled',
  /** Each time: Cal.com answered with a 5xx, or not in time. */
  calFailed: 'CalFailed',
  /** Now: LocationUpdates that are due to be sent, of each key no more than a sweep looks at. */
  locationsOwed: 'LocationsOwed',
  /** Now: LocationUpdates given up on until staff look. */
  locationsParked: 'LocationsParked',
  /** Now: seconds since the longest-owed LocationUpdate that may be sent became owed; 0 when none is. */
  oldestOwedSeconds: 'OldestOwedSeconds',
  /** Each time: a sweep that reached its end. */
  sweepsCompleted: 'SweepsCompleted',
} as const;

export type MetricName = (typeof METRIC)[keyof typeof METRIC] | (typeof DELIVERY_METRICS)[DeliveryMetric];

/** Written by every sweep, busy or not: these stand on every bill. */
export const WRITTEN_BY_SWEEPS: readonly MetricName[] = [
  METRIC.bookingsWaiting,
  METRIC.bookingsStartingSoon,
  METRIC.hoursSilent,
  METRIC.bookingsUntold,
  METRIC.horizonAgeSeconds,
  METRIC.offerAgeSeconds,
  METRIC.rowsUnreadable,
  METRIC.locationsOwed,
  METRIC.locationsParked,
  METRIC.oldestOwedSeconds,
  METRIC.sweepsCompleted,
];

/** Written of bookings that come, are given rooms and told; all others only where something is wrong. */
export const WRITTEN_OF_BOOKINGS: readonly MetricName[] = [
  DELIVERY_METRICS.accepted,
  DELIVERY_METRICS.ignored,
  METRIC.bookingsAssigned,
  METRIC.planGap,
  METRIC.locationsSent,
];
