import type { JSX } from 'preact';
import type { AttentionItem } from '../../../../../shared/board/attention-item.ts';
import type { Refusal } from '../../../../../shared/domain/hard-rules.ts';
import { unchangeableEventType } from '../../../../../shared/domain/publication-reasons.ts';
import { PLAIN_ACTS, type PlainAct, type Subject } from '../acts.ts';
import { fewerText, headingOf, resolvingOf } from '../attention-in-words.ts';
import { countedByKind, urgentIn } from '../model/attention-kinds.ts';
import { Icon, type IconName } from './icons.tsx';
import { LookedUpButton } from './looked-up.tsx';
import { ActButton, Button, useDesk } from './parts.tsx';
import { PublishingSection } from './publishing.tsx';
import { reasonLines, reasonOf } from './reasons.ts';

/** A visit that starts within so many minutes is said to. */
const SOON_MINUTES = 120;
/** Beside the most urgent no more rooms are named for one reason. */
const FEW_ROOMS = 3;

/** What needs attention, above every view: the most urgent, and how many more. On a phone a line for each kind, which leads to all. */
export const AttentionOnTop = (): JSX.Element | null => {
  const { board, words, go } = useDesk();
  const urgent = urgentIn(board.attention);
  const [first, ...more] = urgent;
  if (first === undefined) return null;
  const { kinds, more: others } = countedByKind(urgent);
  const all = (): void => go({ view: 'attention' });
  return (
    <section class={`attention-top attention-${first.kind}`} aria-label={words.t('view:attention')}>
      <button type="button" class="attention-fold" onClick={all}>
        <Icon name={ICONS[first.kind] ?? 'warning'} />
        <span>
          {kinds.map(([kind, count]) => (
            <span key={kind}>
              {count} {words.t(`attention.kind:${kind}`)} {kind === first.kind && <SoonChip item={first} />}
            </span>
          ))}
          {others > 0 && <span>{words.counted('attention.more', others)}</span>}
        </span>
      </button>
      <ul class="attention-list">
        <Item key={keyOf(first)} item={first} />
      </ul>
      {more.length > 0 && (
        <Button class="attention-more" onClick={all}>
          {words.counted('attention.more', more.length)}
        </Button>
      )}
    </section>
  );
};

/** Everything that needs attention, each resolved from where it stands. */
export const AttentionView = (): JSX.Element => {
  const { board, words } = useDesk();
  const urgent = urgentIn(board.attention);
  const shadow = board.attention.filter(({ kind }) => kind === 'shadow');
  return (
    <section aria-labelledby="attention-title">
      <h2 id="attention-title">
        {urgent.length === 0 ? words.t('attention.none') : words.counted('attention.count', urgent.length)}
      </h2>
      <ul class="attention-list">
        {urgent.map((item) => (
          <Item key={keyOf(item)} item={item} whole />
        ))}
      </ul>
      <PublishingSection />
      {shadow.length > 0 && (
        <p class="note">
          {words.t(board.publishing === 'on' ? 'attention.older' : 'attention.would', {
            count: shadow.length,
          })}
        </p>
      )}
      <ul class="attention-list">
        {shadow.map((item) => (
          <Item key={keyOf(item)} item={item} />
        ))}
      </ul>
    </section>
  );
};

const keyOf = ({ kind, booking = '', credential = '', ...item }: AttentionItem): string =>
  `${kind} ${booking}${credential}${unknownIn(item)}`;

/** The event type that it is about, or the host, as Cal.com's pages show it. */
const unknownIn = ({ unknown, eventTypeId }: Pick<AttentionItem, 'unknown' | 'eventTypeId'>): string =>
  unknown === undefined
    ? String(eventTypeId ?? '')
    : String(unknown.id ?? (unknown.what === 'event-type' ? unknown.slug : undefined) ?? '–');

const ICONS: Partial<Record<AttentionItem['kind'], IconName>> = {
  'manual-edit': 'person',
  'tell-in-person': 'person',
  'unknown-equipment': 'equipment',
  'starts-late': 'pending',
  'no-show': 'pending',
  shadow: 'told',
};

const SoonChip = ({ item: { start } }: { item: AttentionItem }): JSX.Element | null => {
  const { words, now } = useDesk();
  const minutes = start === undefined ? -1 : Math.ceil((Date.parse(start) - now) / 60_000);
  return minutes < 0 || minutes > SOON_MINUTES ? null : (
    <span class="chip urgent">{words.t('attention.soon', { minutes })}</span>
  );
};

const Item = ({ item, whole = false }: { item: AttentionItem; whole?: boolean }): JSX.Element => {
  const { words, board, name, open } = useDesk();
  const { kind, booking: uid } = item;
  const at = item.start === undefined ? undefined : Date.parse(item.start);
  const waiting = board.waiting.find((each) => each.uid === uid);
  const subject: Subject | undefined =
    uid === undefined ? undefined : (board.bookings.find((each) => each.uid === uid) ?? { uid });
  const label = (act: string): string =>
    uid === undefined ? act : words.t('act.for', { act, booking: name(uid) });
  const seats = { taken: item.seats?.taken ?? 0 };
  const hasNoRoom = kind === 'waiting' || kind === 'reads-a-room';
  const lines = hasNoRoom && waiting ? reasonLines(waiting, words, name, whole ? undefined : FEW_ROOMS) : [];
  return (
    <li class={`attention attention-${kind}`} data-focus={`attention ${keyOf(item)}`} data-attention={kind}>
      <Icon name={ICONS[kind] ?? 'warning'} />
      <div>
        <p class="strong">
          {words.t(headingOf(item), {
            booking: uid === undefined ? '' : name(uid),
            room: words.room(item.room ?? '–'),
            time: at === undefined ? '' : words.when(at, board.date),
            others: words.list(item.others.map(name)),
            credential: item.credential ?? '',
            count: item.count ?? 0,
            unknown: unknownIn(item),
            reason: unchangeableEventType(item.reason) ?? item.reason ?? '',
            reads: item.reads ?? '',
            late: item.seats?.late ?? 0,
            fewer: item.better ? fewerText(item.better, words) : '',
          })}
          <SoonChip item={item} />
        </p>
        {hasNoRoom && (
          <p class="why">
            {lines.length === 0
              ? words.t('attention.placed')
              : lines.slice(0, whole ? undefined : 2).join(' · ')}
          </p>
        )}
        {kind === 'manual-edit' && uid !== undefined && <LookedUpButton booking={{ uid }} show="own-words" />}
        {kind === 'room-unusable' && item.reason && (
          <p class="why">
            {reasonOf({ rejection: item.reason as Refusal['rejection'], heldBy: item.others }, words, name)}
          </p>
        )}
      </div>
      <div class="attention-acts">
        {item.resolve.map((act, index) => {
          if (act === 'renew-credential')
            return (
              <ActButton
                key={act}
                act={{ do: act }}
                label={words.t(`act:${act}`)}
                class={index === 0 ? 'primary' : ''}
              />
            );
          if (act === 'take-better-plan' && item.better)
            return (
              <ActButton
                key={act}
                act={{ do: act, date: board.date, plan: item.better.id }}
                label={words.t(`act:${act}`)}
                class="primary"
              />
            );
          if (subject === undefined) return null;
          // One of another day stands on that day's board.
          if (isSheet(act))
            return subject.etag === undefined || (act === 'move-to-site' && !board.sites) ? null : (
              <Button
                key={act}
                class={index === 0 ? 'primary' : ''}
                label={label(words.t(`act:${act}`))}
                onClick={() => open({ kind: SHEETS[act], uid: subject.uid })}
              >
                {words.t(`act:${act}`)}
              </Button>
            );
          return isPlain(act) ? (
            <ActButton
              key={act}
              act={{ do: act, booking: subject }}
              label={label(words.t(resolvingOf(act, item), seats))}
              class={index === 0 ? 'primary' : ''}
            >
              {words.t(resolvingOf(act, item), seats)}
            </ActButton>
          ) : null;
        })}
        {subject?.etag !== undefined && (
          <Button
            label={label(words.t('details'))}
            onClick={() => open({ kind: 'booking', uid: subject.uid })}
          >
            {words.t('details')}
          </Button>
        )}
      </div>
    </li>
  );
};

/** What has to be said of these is said in a sheet of its own. */
const SHEETS = { 'move-to': 'move', 'swap-with': 'swap', 'move-to-site': 'site' } as const;
const isSheet = (act: string): act is keyof typeof SHEETS => Object.hasOwn(SHEETS, act);
const isPlain = (act: string): act is PlainAct => PLAIN_ACTS.some((each) => each === act);
