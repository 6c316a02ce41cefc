import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import middy from '@middy/core';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { required } from '../../shared/environment.ts';
import { NEWS_SOURCE } from '../../shared/wiring.ts';
import { digests, log, logging } from '../runtime.ts';
import { onBus } from './on-bus.ts';
import { tellOthers } from './tell-others.ts';

const client = new EventBridgeClient({});
const put = onBus((command) => client.send(command), { bus: required('newsBusName'), source: NEWS_SOURCE });
const tell = tellOthers({ digests, put, log });

/** The table's stream: bookings' writes onto the bus. */
export const handler = middy(async ({ Records }: DynamoDBStreamEvent) => tell(Records)).use(logging);
