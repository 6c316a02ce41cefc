import type { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import {
  AttributeType,
  BillingMode,
  type ITable,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '../shared/env.ts';
import { TABLE } from '../shared/ledger/table-schema.ts';
import type { Settings } from './settings/settings-schema.ts';
import { removalOf } from './where-of.ts';

/** The Ledger: the only truth about rooms, so neither a mistaken deletion nor a mistaken write is the end of it. Made here, or an existing one. */
export class LedgerTable extends Construct {
  readonly table: Pick<ITable, 'tableArn' | 'tableName'> & { readonly tableStreamArn?: string | undefined };
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, settings: Settings, key?: IKey) {
    super(scope, id);
    this.#settings = settings;
    this.table =
      settings.tableName === undefined
        ? this.#made(settings, key)
        : Table.fromTableAttributes(this, 'Table', {
            tableName: settings.tableName,
            ...(settings.tableStreamArn && { tableStreamArn: settings.tableStreamArn }),
          });
  }

  #made(settings: Settings, key: IKey | undefined): Table {
    const table = new Table(this, 'Table', {
      partitionKey: { name: TABLE.pk, type: AttributeType.STRING },
      sortKey: { name: TABLE.sk, type: AttributeType.STRING },
      timeToLiveAttribute: TABLE.ttl,
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      ...(key && { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key }),
      ...(settings.news && { stream: StreamViewType.NEW_AND_OLD_IMAGES }),
      deletionProtection: settings.protected,
      removalPolicy: removalOf(settings),
    });
    table.addGlobalSecondaryIndex({
      indexName: TABLE.owedIndex,
      partitionKey: { name: TABLE.owedTo, type: AttributeType.STRING },
      sortKey: { name: TABLE.owedStart, type: AttributeType.NUMBER },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...TABLE.owedProjection],
    });
    return table;
  }

  /** Lets a function read and write items, alone or in transactions. No one scans, and no one changes the table itself. */
  grantReadWrite(fn: LambdaFunction): void {
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: [
          'dynamodb:BatchGetItem',
          'dynamodb:ConditionCheckItem',
          'dynamodb:DeleteItem',
          'dynamodb:GetItem',
          'dynamodb:PutItem',
          'dynamodb:Query',
          'dynamodb:UpdateItem',
        ],
        resources: [this.table.tableArn],
      }),
    );
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:Query'],
        resources: [`${this.table.tableArn}/index/${TABLE.owedIndex}`],
      }),
    );
    this.#addEnv(fn);
  }

  /** Lets a function read items of which it knows the key, and write nothing. */
  grantRead(fn: LambdaFunction): void {
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:Query'],
        resources: [this.table.tableArn],
      }),
    );
    this.#addEnv(fn);
  }

  /** Lets a function read the stream of all writes, old and new. Answers its ARN. */
  grantStream(fn: LambdaFunction): string {
    const { tableStreamArn } = this.table;
    if (tableStreamArn === undefined) throw new TypeError('the table has no stream');
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: [
          'dynamodb:DescribeStream',
          'dynamodb:GetRecords',
          'dynamodb:GetShardIterator',
          'dynamodb:ListStreams',
        ],
        resources: [tableStreamArn],
      }),
    );
    return tableStreamArn;
  }

  /** A sum of what DynamoDB says of the table. */
  metric(metricName: string, period: Duration): Metric {
    return new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensionsMap: { TableName: this.table.tableName },
      statistic: Stats.SUM,
      period,
    });
  }

  #addEnv(fn: LambdaFunction): void {
    fn.addEnvironment(ENV.tableName, this.table.tableName);
    fn.addEnvironment(ENV.trailKeptDays, String(this.#settings.trailKeptDays));
    fn.addEnvironment(ENV.occupancies, this.#settings.occupancies);
  }
}
