import { readFileSync, rmSync } from 'node:fs';
import { App, type AppProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { addStage } from '../../lib/room-assigner-app.ts';
import { type Settings, settingsOf, settingsSchema } from '../../lib/settings/settings-schema.ts';

type Context = Record<string, unknown>;

const cdkJson: { context: Context } = JSON.parse(
  readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'),
);

/** The context of `cdk synth`, but without the bundles. */
export const CONTEXT: Context = { ...cdkJson.context, 'aws:cdk:bundling-stacks': [] };

/** The settings of a stage whose file says this. */
export const settingsWith = (given: Record<string, unknown> = {}, stage = 'prod'): Settings =>
  settingsOf(stage, settingsSchema.parse(given));

const made: App[] = [];

/** An app whose output goes with `removeOutputs`. */
export const testApp = (props: AppProps): App => {
  const app = new App(props);
  made.push(app);
  return app;
};

/** For the `afterAll` of a file that makes apps of its own. */
export const removeOutputs = (): void => {
  for (const { outdir } of made.splice(0)) rmSync(outdir, { recursive: true, force: true });
};

/** A resource of the template; its properties are whatever CloudFormation takes. */
// biome-ignore lint/suspicious/noExplicitAny: a template has no types, and a test that asks wrongly fails anyway
export type Properties = Record<string, any>;

/** What a stage comes to, to be asked by readable names: a logical id without the hash at its end. */
type Synthesised = {
  /** Of the stack that runs. */
  readonly template: Template;
  /** Of the one that keeps. */
  readonly data: Template;
  readonly named: (type: string) => Record<string, Properties>;
};

const known = new Map<string, Synthesised>();

/** Synthesises, which is slow: once per settings. */
export const synthesise = (settings: Record<string, unknown> = {}): Synthesised => {
  const key = JSON.stringify(settings);
  const found = known.get(key) ?? synthesised(settings);
  known.set(key, found);
  return found;
};

const synthesised = (settings: Record<string, unknown>): Synthesised => {
  // The checks have a test of their own; here they would only take seconds.
  const app = new App({ context: CONTEXT, builtinCloudFormationValidation: false });
  const stage = addStage(app, settingsWith(settings));
  const template = Template.fromStack(stage.rooms);
  const data = Template.fromStack(stage.data);
  rmSync(app.outdir, { recursive: true, force: true });
  const named = (type: string): Record<string, Properties> =>
    Object.fromEntries(
      [data, template]
        .flatMap((each) => Object.entries(each.findResources(type)))
        .map(([id, resource]) => [readable(id), resource]),
    );
  return { template, data, named };
};

export const readable = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '');

/** A value of the template as one would say it: `IngestBookingsQueue` for a Ref or an ARN, of the other stack too, the text for a joined text. */
export const say = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[intrinsic, operand] = ['', '']] = Object.entries(value);
  if (intrinsic === 'Ref') return readable(String(operand));
  if (intrinsic === 'Fn::GetAtt') return readable(String(operand[0]));
  if (intrinsic === 'Fn::GetStackOutput')
    return String(operand.OutputName).replace(
      /^PublishOutput(?:Ref|FnGetAtt)(.*?)[0-9A-F]{8}[A-Za-z]*[0-9A-F]{8}$/,
      '$1',
    );
  if (intrinsic === 'Fn::Join') return operand[1].map(say).join(operand[0]);
  return JSON.stringify(value);
};

/** Each function's name in the wiring table, with its readable logical id. */
export const LOGICAL = {
  visitPage: 'BoardVisitPage',
  receive: 'IngestReceive',
  assign: 'AssigningAssign',
  publish: 'PublishingPublish',
  sweep: 'SweepingSweep',
  replan: 'ReplanningReplan',
  board: 'Board',
} as const;

/** Each queue's name in the wiring table, with its readable logical id. */
export const QUEUE = {
  bookings: 'IngestBookingsQueue',
  publish: 'PublishingWakeUpsQueue',
  replan: 'ReplanningDaysQueue',
} as const;
