import fc from 'fast-check';

/**
 * The same examples in every `npm test`: a change meets what it has broken, and no one what luck finds. `FC_SEED=<number>` takes
 * others; `npm run test:deep` new ones each time. A law that fails names its seed.
 */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.FC_SEED ?? 1) });
