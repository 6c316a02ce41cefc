import { Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledgements.ts';
import { DigestKey } from './digest-key.ts';
import { LedgerTable } from './ledger-table.ts';
import type { Settings } from './settings/settings-schema.ts';
import { StaffPool } from './staff-pool.ts';
import { StageKey } from './stage-key.ts';
import { whereOf } from './where-of.ts';

/**
 * What a stage cannot make again: the Ledger, the key of the visit codes, the staff's accounts. Apart from all else, so that a change
 * there can neither replace nor remove it; what the settings name as existing is used from where it is.
 */
export class DataStack extends Stack {
  /** Absent where AWS's own keys do. */
  readonly key: IKey | undefined;
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
    this.key = settings.customerManagedKey ? new StageKey(this, 'StageKey', settings).key : undefined;
    this.ledger = new LedgerTable(this, 'Ledger', settings, this.key);
    this.digestKey = new DigestKey(this, 'DigestKey', settings, this.key);
    this.staffPool = settings.cognito ? new StaffPool(this, 'StaffPool', settings) : undefined;
    acknowledge('data', this, settings);
  }
}
