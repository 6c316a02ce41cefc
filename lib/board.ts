import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Construct } from 'constructs';
import { ENV } from '../shared/env.ts';
import type { CalCom } from './cal-com.ts';
import type { DigestKey } from './digest-key.ts';
import type { FrontDoor } from './front-door.ts';
import type { LedgerTable } from './ledger-table.ts';
import type { Publishing } from './publishing.ts';
import type { Replanning } from './replanning.ts';
import type { Settings } from './settings/settings-schema.ts';
import type { SignIn } from './sign-in.ts';
import { wiredFunction } from './wired-function.ts';

type BoardProps = {
  readonly settings: Settings;
  readonly digestKey: DigestKey;
  readonly calCom: CalCom;
  readonly frontDoor: FrontDoor;
  readonly signIn: SignIn;
  readonly ledger: LedgerTable;
  readonly publishing: Publishing;
  readonly replanning: Replanning;
};

/** The staff's page and API, and what patients see. */
export class Board extends Construct {
  readonly board: NodejsFunction;
  /** What a visit's link shows; that someone is here is said to the board. */
  readonly visitPage: NodejsFunction;

  constructor(scope: Construct, id: string, props: BoardProps) {
    super(scope, id);
    this.board = wiredFunction(this, 'board', props.settings);
    props.ledger.grantReadWrite(this.board);
    props.publishing.grantWake(this.board);
    props.replanning.grantAsk(this.board);
    props.signIn.grantVerify(this.board);
    props.digestKey.grantDigest(this.board);
    this.board.addEnvironment(ENV.calAppUrl, props.settings.calAppUrl);
    const { patientNames, walkIns } = props.settings;
    if (patientNames === 'on-request' || walkIns === 'at-cal-com') props.calCom.grantCall(this.board);
    props.frontDoor.addRoutes('board', this.board);
    this.visitPage = wiredFunction(this, 'visitPage', props.settings);
    props.ledger.grantRead(this.visitPage);
    props.digestKey.grantDigest(this.visitPage);
    props.frontDoor.addRoutes('visitPage', this.visitPage);
  }
}
