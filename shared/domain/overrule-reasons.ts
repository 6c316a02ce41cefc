/** Why staff put a visit into a room against a rule. */
export const OVERRULE_REASONS = [
  'no-other-room',
  'equipment-brought',
  'patient-can',
  'practitioner-wishes',
  'emergency',
  'other',
] as const;
export type OverruleReason = (typeof OVERRULE_REASONS)[number];
