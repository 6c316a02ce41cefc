/** Names of what the functions count and the alarms watch; one namespace for all. */
export const METRIC_NAMESPACE = 'RoomAssigner';

/** One of these per HTTP request to the webhook. */
export const DELIVERY_METRICS = {
  accepted: 'DeliveryAccepted',
  ignored: 'DeliveryIgnored',
  /** Rightly signed and not understood: somebody must look, for Cal.com will not send it again. */
  quarantined: 'DeliveryQuarantined',
  /** Not from Cal.com, or not signed with a secret we know. */
  refused: 'DeliveryRefused',
  /** Ours to mend: no secret, or the queue did not take it. The booking is lost until reconciliation. */
  failed: 'DeliveryFailed',
} as const;

export type DeliveryMetric = keyof typeof DELIVERY_METRICS;
