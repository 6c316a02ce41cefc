import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { TABLE } from '../../shared/ledger/table-schema.ts';
import type { Connection } from '../admin/connect.ts';
import { awsSaysNo, isAwsError } from './aws-says-no.ts';
import { ok, type Symptom, wrong } from './symptom.ts';

const ABOUT = 'table';

/** Whether the Ledger's table is there, of our shape, and kept as a table should be that is the only truth about rooms. */
export const examineTable = async ({ table, alarmTopicArn }: Connection): Promise<Symptom> => {
  const { documentClient, tableName: TableName } = table;
  const deployed = alarmTopicArn !== undefined;
  try {
    const { Table } = await documentClient.send(new DescribeTableCommand({ TableName }));
    const fault = shapeOf(Table);
    if (fault !== undefined)
      return wrong(
        ABOUT,
        `${TableName} ${fault}`,
        'Is it ours? The stack makes it; a restored one is restored whole.',
      );
    // What is made and forgotten with a process needs no keeping.
    if (!deployed) return ok(ABOUT, `${TableName} is there`);
    const { TimeToLiveDescription } = await documentClient.send(new DescribeTimeToLiveCommand({ TableName }));
    if (TimeToLiveDescription?.AttributeName !== TABLE.ttl)
      return wrong(
        ABOUT,
        `${TableName} forgets nothing: items have no end`,
        `aws dynamodb update-time-to-live --table-name ${TableName} --time-to-live-specification Enabled=true,AttributeName=${TABLE.ttl} (a restored table has lost it)`,
      );
    const { ContinuousBackupsDescription } = await documentClient.send(
      new DescribeContinuousBackupsCommand({ TableName }),
    );
    const recovery = ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
    if (recovery !== 'ENABLED')
      return wrong(
        ABOUT,
        `${TableName} cannot be brought back to a point in time`,
        `aws dynamodb update-continuous-backups --table-name ${TableName} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`,
      );
    if (Table?.DeletionProtectionEnabled !== true)
      return wrong(
        ABOUT,
        `${TableName} can be deleted by mistake`,
        `aws dynamodb update-table --table-name ${TableName} --deletion-protection-enabled`,
      );
    return ok(ABOUT, `${TableName} is there, can be brought back, and is protected`);
  } catch (error) {
    if (isAwsError(error, /^ResourceNotFoundException$/))
      return wrong(
        ABOUT,
        `there is no table ${TableName}`,
        'Deploy, or name the outputs of the right system; a lost table is restored from a point in time.',
      );
    return awsSaysNo(ABOUT, error, 'dynamodb:DescribeTable, DescribeTimeToLive, DescribeContinuousBackups');
  }
};

const shapeOf = (table: TableDescription | undefined): string | undefined => {
  if (table?.TableStatus !== 'ACTIVE' && table?.TableStatus !== 'UPDATING')
    return `is ${table?.TableStatus ?? 'unknown'}, not active`;
  const keys = (table.KeySchema ?? []).map(({ AttributeName }) => AttributeName).join(', ');
  if (keys !== `${TABLE.pk}, ${TABLE.sk}`) return `has the keys ${keys}`;
  const index = table.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === TABLE.owedIndex);
  return index === undefined ? `has no index ${TABLE.owedIndex}` : undefined;
};
