import { type Environment, RemovalPolicy } from 'aws-cdk-lib';
import type { Settings } from './settings/settings-schema.ts';

/** Where a stage's stacks belong; what the settings leave open, the credentials of a deployment say. */
export const whereOf = ({ account, region }: Settings): { readonly env: Environment } => ({
  env: { ...(account && { account }), ...(region && { region }) },
});

/** What becomes of something that cannot be made again when its stack goes or forgets it. */
export const removalOf = (settings: Settings): RemovalPolicy =>
  settings.protected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
