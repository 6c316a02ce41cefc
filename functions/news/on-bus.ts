import { PutEventsCommand, type PutEventsCommandOutput } from '@aws-sdk/client-eventbridge';
import type { News } from '../../shared/news/news-schema.ts';

type Bus = { readonly bus: string; readonly source: string };

/** Puts the news of one write onto the bus. @throws NotOnBus where some of it was not taken. */
export const onBus =
  (send: (command: PutEventsCommand) => Promise<PutEventsCommandOutput>, { bus, source }: Bus) =>
  async (news: readonly News[]): Promise<void> => {
    const Entries = news.map((each) => ({
      EventBusName: bus,
      Source: source,
      DetailType: each.kind,
      Time: new Date(each.at),
      Detail: JSON.stringify(each),
    }));
    const answer = await send(new PutEventsCommand({ Entries }));
    if (answer.FailedEntryCount !== 0) throw new NotOnBus('the bus did not take all of it');
  };

class NotOnBus extends Error {
  override readonly name = 'NotOnBus';
}
