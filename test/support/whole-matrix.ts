/**
 * Whether what many views have in common is looked at on each of them, in each language: in `npm run test:deep`. Elsewhere it is
 * looked at on one view of each kind.
 */
export const WHOLE_MATRIX = process.env.WHOLE_MATRIX === 'yes';
