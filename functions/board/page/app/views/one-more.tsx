import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { OneMore } from '../../../../../shared/domain/utilisation/one-more.ts';
import { askOneMore } from '../ask-one-more.ts';
import { dayName, WEEKDAYS } from '../weekday-name.ts';
import type { Words } from '../words.ts';
import { Button, useDesk } from './parts.tsx';

type Found = OneMore & { readonly name?: string };
type State = {
  readonly found: readonly Found[];
  /** How many of the seven weekdays are planned. */
  readonly days: number;
  readonly cut: boolean;
  readonly failed: boolean;
};

const BEGUN: State = { found: [], days: 0, cut: false, failed: false };

/** What one more room or unit would have brought, weekday by weekday: asked for, since it takes its time. */
export const OneMoreSection = ({ from, to }: { from: string; to: string }): JSX.Element => {
  const { board, words, get, say } = useDesk();
  const [state, setState] = useState<State | undefined>();
  const begun = state !== undefined;
  const { site } = board;
  useEffect(() => {
    if (!begun) return;
    const leaving = new AbortController();
    const ask = async (): Promise<void> => {
      for (const weekday of WEEKDAYS) {
        const answer = await askOneMore({ site, from, to, weekday }, get, leaving.signal);
        if (leaving.signal.aborted) return;
        setState((before = BEGUN) => ({
          found: [...before.found, ...(answer?.found ?? [])].toSorted((a, b) => b.seats - a.seats),
          days: before.days + 1,
          cut: before.cut || answer?.state === 'cut',
          failed: before.failed || answer === undefined,
        }));
      }
    };
    void ask();
    return () => leaving.abort();
  }, [begun, site, from, to, get]);
  const isDone = state?.days === WEEKDAYS.length;
  const news = !begun
    ? ''
    : isDone
      ? words.t(state.found.length === 0 ? 'more.none' : 'more.done', { count: state.found.length })
      : words.t('more.asking', { days: state.days, all: WEEKDAYS.length });
  useEffect(() => {
    if (news !== '') say(news);
  }, [news, say]);
  return (
    <section class="used-more" aria-label={words.t('more.title')}>
      <h3>{words.t('more.title')}</h3>
      <p class="quiet">{words.t('more.what')}</p>
      {!begun && <Button onClick={() => setState(BEGUN)}>{words.t('more.ask')}</Button>}
      {begun && <p>{news}</p>}
      <ul class="lines">
        {state?.found.map((each) => (
          <li key={lineOf(each, words)}>{lineOf(each, words)}</li>
        ))}
      </ul>
      {state?.cut && <p class="quiet">{words.t('more.cut')}</p>}
      {state?.failed && <p class="alarm">{words.t('more.failed')}</p>}
    </section>
  );
};

const lineOf = (each: Found, words: Words): string => {
  const day = dayName(each.weekday, words, 'long');
  const what =
    'unit' in each
      ? words.t('more.unit', { unit: words.named('equipment', each.unit), day })
      : words.t('more.room', { room: each.name ?? each.room, day, from: each.from, to: each.to });
  return words.counted('more.seats', each.seats, { what, dates: each.dates });
};
