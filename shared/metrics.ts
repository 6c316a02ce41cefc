/**
 * What the functions count, and the alarms watch. Written with Powertools (`new Metrics({ namespace, serviceName })`) under
 * the one dimension `service`: an alarm matches a metric only by its exact dimensions, so add none.
 */
export const METRICS = {
  namespace: 'RoomAssigner',
  service: 'room-assigner',
} as const;

/** *Each time* metrics are counts of one; *now* metrics are written by every sweep, zero included. */
export const METRIC = {
  /** Each time: a delivery whose signature is missing or wrong. */
  deliveriesRefused: 'DeliveriesRefused',
  /** Each time: a rightly signed delivery that cannot be read. */
  deliveriesQuarantined: 'DeliveriesQuarantined',
  /** Each time: a booking whose event type no visit type names. */
  bookingsUnmapped: 'BookingsUnmapped',
  /** Each time: a mail to patient and practitioner that told nothing new, for the reply to the first came too late. */
  duplicateMails: 'DuplicateMails',
  /** Each time: Cal.com answered 401 or 403 to one of our keys. */
  credentialsRefused: 'CredentialsRefused',
  /** Now: LocationUpdates given up on until staff look. */
  locationsParked: 'LocationsParked',
  /** Now: seconds since the longest-owed LocationUpdate that may be sent became owed; 0 when none is. */
  oldestOwedSeconds: 'OldestOwedSeconds',
  /** Each time: a sweep that reached its end. */
  sweepsCompleted: 'SweepsCompleted',
} as const;

export type MetricName = (typeof METRIC)[keyof typeof METRIC];
