import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DigestKey } from './digest-key.ts';
import { LedgerTable } from './ledger-table.ts';
import type { Settings } from './settings/settings-schema.ts';
import { StaffPool } from './staff-pool.ts';
import { whereOf } from './where-of.ts';

/**
 * What a stage cannot make again: the Ledger, the key of the visit codes, the staff's accounts. Apart from all else, so that a change
 * there can neither replace nor remove it; what the settings name as existing is used from where it is.
 */
export class DataStack extends Stack {
  readonly ledger: LedgerTable;
  readonly digestKey: DigestKey;
  /** Absent where the staff sign in elsewhere. */
  readonly staffPool: StaffPool | undefined;

  constructor(scope: Construct, settings: Settings) {
    super(scope, `RoomAssigner-${settings.stage}-Data`, {
      description: 'What the room assigner of one stage keeps: rooms, codes, accounts.',
      ...whereOf(settings),
      terminationProtection: settings.protected,
    });
    this.ledger = new LedgerTable(this, 'Ledger', settings);
    this.digestKey = new DigestKey(this, 'DigestKey', settings);
    this.staffPool = settings.cognito ? new StaffPool(this, 'StaffPool', settings) : undefined;
  }
}
