import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { restoredLedger } from './restored-ledger-laws.ts';

restoredLedger(async () => {
  const ledger = memoryLedger();
  let kept = ledger.snapshot();
  return {
    ledger,
    keep: async () => {
      kept = ledger.snapshot();
    },
    restored: async () => {
      const copy = memoryLedger();
      copy.restore(kept);
      const { site } = await copy.readSite('north');
      if (site === undefined) throw new Error('nothing was kept');
      const { version, ...record } = site;
      await copy.commit([
        { kind: 'site', seen: version, record: { ...record, publishing: 'off', paused: true } },
      ]);
      return copy;
    },
  };
});
