import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { subjectOf } from '../shared/domain/booking-event.ts';
import { fromBookingMessage } from '../shared/queue/booking-message.ts';
import { fromReplanMessage, fromWakeMessage } from '../shared/queue/wake-message.ts';
import { QUEUES, type QueueName } from '../shared/wiring.ts';
import { BadUsage, COMMON_USAGE, countOf, needed, runCommand, textOf } from './admin/command.ts';
import { type Connection, connect } from './admin/connect.ts';
import { recordDrop, rehearse } from './admin/dead-letter.ts';

const usage = `Dead-letter queues: what failed again and again, why, and once more.

  npm run dlq                          lists them, as does "list"
  npm run dlq -- explain
  npm run dlq -- redrive               sends each message to its queue again, and deletes it here
  npm run dlq -- drop --id <id>        gives one message up for good; a line of the trail says so

Options
  --id <id>          of the message to drop, as the list shows it
  --queue <name>     bookings (unless given), publish or replan
  --most <n>         look at no more messages than this; 100 unless given
${COMMON_USAGE}`;

/** A message that was looked at is hidden from the next look for so many seconds. */
const HIDDEN_SECONDS = 20;

const VERBS = ['list', 'explain', 'redrive', 'drop'];

const isQueue = (name: string): name is QueueName => {
  return Object.hasOwn(QUEUES, name);
};

/** What a message says of itself; one that cannot be read says nothing, for it may be about a person. */
const describe = (queue: QueueName, body: string): About => {
  try {
    if (queue === 'publish') return { about: `wake ${fromWakeMessage(body).credential}` };
    if (queue === 'replan') {
      const message = fromReplanMessage(body);
      return {
        about:
          'whatIf' in message ? `what-if ${message.whatIf}` : `re-plan ${message.siteId} ${message.date}`,
      };
    }
    const message = fromBookingMessage(body);
    return { about: message.trigger, uid: subjectOf(message) };
  } catch {
    return { about: 'unreadable', malformed: true };
  }
};

const explain = async (to: Connection, queue: QueueName, { uid }: About, body: string): Promise<string> => {
  if (queue !== 'bookings') return 'a hint only: the sweep has done its work by now';
  const known = uid === undefined ? undefined : await to.ledger.readBooking(uid);
  const now = known ? `; the booking is ${known.placement.kind} by now (${known.fact.status})` : '';
  return `${await rehearse(to, body)}${now}`;
};

await runCommand(
  {
    usage,
    options: {
      queue: { type: 'string', default: 'bookings' },
      most: { type: 'string' },
      id: { type: 'string' },
    },
    verbs: VERBS,
  },
  async ({ values, verb = 'list', out }) => {
    const queue = textOf(values, 'queue') ?? '';
    const most = countOf(values, 'most', 100);
    if (!isQueue(queue)) throw new BadUsage(`--queue ${queue}: there are ${Object.keys(QUEUES).join(', ')}`);
    const dropped = verb === 'drop' ? needed(values, 'id') : undefined;
    const to = connect(values);
    const { visit } = await to.digests();
    const shown = [];
    let redriven = 0;
    const remove = ({ ReceiptHandle }: Message) =>
      to.sqs.send(new DeleteMessageCommand({ QueueUrl: to.deadLetterUrls[queue], ReceiptHandle }));
    for await (const message of messagesOf(to, queue, most)) {
      const { uid, ...about } = describe(queue, message.Body ?? '');
      const received = Number(message.Attributes?.ApproximateReceiveCount ?? 0);
      const sentAt = new Date(Number(message.Attributes?.SentTimestamp ?? 0)).toISOString();
      const line = {
        id: message.MessageId ?? '',
        sentAt,
        received,
        ...about,
        ...(uid === undefined ? {} : { visitCode: visit(uid) }),
      };
      if (dropped !== undefined && line.id !== dropped) continue;
      shown.push(
        verb === 'explain'
          ? {
              ...line,
              reason: await explain(
                to,
                queue,
                { ...about, ...(uid === undefined ? {} : { uid }) },
                message.Body ?? '',
              ),
            }
          : line,
      );
      if (dropped !== undefined) {
        await recordDrop(to, { id: line.id, body: message.Body ?? '' }, Date.now());
        await remove(message);
        break;
      }
      // What no one could read comes back unread: it stays here, to be seen.
      if (verb !== 'redrive' || about.malformed) continue;
      redriven += 1;
      await to.sqs.send(
        new SendMessageCommand({ QueueUrl: to.queueUrls[queue], MessageBody: message.Body ?? '' }),
      );
      // Only now: a message that stands twice does no harm, one that stands nowhere is lost.
      await remove(message);
      if (redriven % 10 === 0) out.progress(`${redriven} message(s) sent again`);
    }
    if (dropped !== undefined && shown.length === 0) {
      console.error(`No message ${dropped} is to be seen there now: look again in half a minute.`);
      return 1;
    }
    const did =
      { redrive: `, ${redriven} sent again`, drop: ' dropped, and recorded in the trail' }[verb] ?? '';
    const words = shown.map((each) =>
      Object.entries(each)
        .map(([name, value]) => `${name}=${value}`)
        .join('  '),
    );
    out.result(
      { queue, messages: shown, redriven },
      [...words, `${shown.length} message(s)${did}.`].join('\n'),
    );
    return undefined;
  },
);

async function* messagesOf(to: Connection, queue: QueueName, most: number): AsyncGenerator<Message> {
  const seen = new Set<string>();
  while (seen.size < most) {
    const { Messages = [] } = await to.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: to.deadLetterUrls[queue],
        MaxNumberOfMessages: Math.min(10, most - seen.size),
        VisibilityTimeout: HIDDEN_SECONDS,
        MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
      }),
    );
    const fresh = Messages.filter(({ MessageId = '' }) => !seen.has(MessageId));
    if (fresh.length === 0) return;
    for (const message of fresh) {
      seen.add(message.MessageId ?? '');
      yield message;
    }
  }
}

type About = { readonly about: string; readonly uid?: string; readonly malformed?: true };
