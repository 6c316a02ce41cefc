import type { SQSRecord } from 'aws-lambda';
import type { Chance } from '../../shared/domain/chance.ts';
import { QUEUES, type QueueName, visibilitySeconds } from '../../shared/wiring.ts';
import { Heap } from './heap.ts';
import type { Ended } from './lambda.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What SQS hands to Lambda, as far as our handlers look at it. */
export type QueueRecord = Pick<SQSRecord, 'body' | 'receiptHandle' | 'attributes'>;

type Message = {
  readonly id: number;
  readonly body: string;
  visibleAt: number;
  receives: number;
  handle: string;
  /** When it could first be received. */
  dueAt: number;
  /** Calls off the poll at the moment when it becomes visible. */
  unpoll: () => void;
};

/** Takes a batch; answers, by receipt handle, which records failed. */
type Consume = (records: readonly QueueRecord[]) => Promise<Ended<ReadonlySet<string>>>;

type QueueOptions = {
  readonly name: QueueName;
  readonly time: VirtualTime;
  readonly chance: Chance;
  /** How often a message that was dealt with comes once more: SQS promises "at least once". */
  duplicates: number;
  readonly duplicated: () => void;
  readonly consume: Consume;
  /** The wiring's unless given. */
  readonly maxConcurrency?: number;
  /** Told of each message that is received for the first time how long it could have been. */
  readonly received?: (waitedMs: number) => void;
};

/** A standard queue, its dead-letter queue and the poller that feeds its function, with the numbers of the wiring. */
export class VirtualQueue {
  readonly #options: QueueOptions;
  readonly #messages = new Map<number, Message>();
  readonly #byHandle = new Map<string, Message>();
  /** Those that may be received by now, in the order in which they were sent. */
  readonly #visible: Message[] = [];
  /** Those that may not yet, by when they may; one that was hidden again stands there under its old time, too. */
  readonly #hidden = new Heap<{ at: number; order: number; message: Message }>();
  #hides = 0;
  readonly dead: string[] = [];
  sent = 0;
  /** Requests beside those that send: as SQS counts them, a batch is one. */
  readonly requests = { received: 0, deleted: 0, returned: 0 };
  #lastId = 0;
  #running = 0;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#messages.size;
  }

  send(body: string, delayMs = 0): void {
    this.sent += 1;
    this.#put(body, delayMs);
  }

  /** Messages that were given up on come back, as an operator would bring them. */
  redrive(): number {
    const { length } = this.dead;
    for (const body of this.dead.splice(0)) this.#put(body, 0);
    return length;
  }

  /** A receipt handle works until the message is received again or deleted. */
  changeVisibility(handle: string, ms: number): void {
    this.requests.returned += 1;
    const message = this.#byHandle.get(handle);
    if (message?.handle === handle) this.#hide(message, ms);
  }

  #put(body: string, delayMs: number): void {
    this.#lastId += 1;
    const message: Message = {
      id: this.#lastId,
      body,
      visibleAt: 0,
      receives: 0,
      handle: '',
      dueAt: this.#options.time.now() + delayMs,
      unpoll: () => {},
    };
    this.#messages.set(message.id, message);
    this.#hide(message, delayMs);
  }

  #hide(message: Message, ms: number): void {
    message.unpoll();
    message.visibleAt = this.#options.time.now() + ms;
    this.#hides += 1;
    this.#hidden.push({ at: message.visibleAt, order: this.#hides, message });
    message.unpoll = this.#options.time.later(ms + 1 + Math.floor(this.#options.chance() * 30), () =>
      this.#poll(),
    );
  }

  #delete(message: Message): void {
    message.unpoll();
    this.#messages.delete(message.id);
    this.#byHandle.delete(message.handle);
  }

  /** Moves to the visible ones whatever has become so. */
  #show(now: number): void {
    for (let next = this.#hidden.first; next !== undefined && next.at <= now; next = this.#hidden.first) {
      this.#hidden.pop();
      const { message, at } = next;
      if (message.visibleAt !== at || !this.#messages.has(message.id) || this.#visible.includes(message))
        continue;
      let place = this.#visible.length;
      while (place > 0 && (this.#visible[place - 1] as Message).id > message.id) place -= 1;
      this.#visible.splice(place, 0, message);
    }
  }

  #poll(): void {
    const { name, time } = this.#options;
    const { batchSize, maxReceiveCount } = QUEUES[name];
    const { maxConcurrency = QUEUES[name].maxConcurrency } = this.#options;
    while (this.#running < maxConcurrency) {
      const batch: Message[] = [];
      this.#show(time.now());
      for (let message = this.#visible.shift(); message !== undefined; message = this.#visible.shift()) {
        if (message.visibleAt > time.now() || !this.#messages.has(message.id)) continue;
        message.receives += 1;
        if (message.receives === 1) this.#options.received?.(time.now() - message.dueAt);
        if (message.receives > maxReceiveCount) {
          this.#delete(message);
          this.dead.push(message.body);
          continue;
        }
        this.#byHandle.delete(message.handle);
        message.handle = `${name}-${message.id}-${message.receives}`;
        this.#byHandle.set(message.handle, message);
        this.#hide(message, visibilitySeconds(name) * 1000);
        batch.push(message);
        if (batch.length === batchSize) break;
      }
      if (batch.length === 0) return;
      void this.#feed(batch);
    }
  }

  async #feed(batch: readonly Message[]): Promise<void> {
    const { chance, consume } = this.#options;
    this.#running += 1;
    this.requests.received += 1;
    const handles = new Map(batch.map((message) => [message.handle, message]));
    const ended = await consume(
      batch.map(({ body, handle, receives }) => ({
        body,
        receiptHandle: handle,
        attributes: { ApproximateReceiveCount: String(receives) } as SQSRecord['attributes'],
      })),
    );
    this.#running -= 1;
    if (ended.kind === 'returned' && ended.value.size < handles.size) this.requests.deleted += 1;
    if (ended.kind === 'returned')
      for (const [handle, message] of handles) {
        if (ended.value.has(handle)) continue;
        if (this.#options.duplicates > 0 && chance() < this.#options.duplicates) {
          this.#options.duplicated();
          this.#hide(message, Math.floor(chance() * 20_000));
        } else if (message.handle === handle) this.#delete(message);
      }
    this.#poll();
  }
}
