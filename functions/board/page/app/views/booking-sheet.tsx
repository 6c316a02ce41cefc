import type { JSX } from 'preact';
import type { BookingView } from '../../../../../shared/board/view/board-view.ts';
import { moveOf } from '../acts.ts';
import { isOver, nextSteps } from '../model/room-card.ts';
import type { Words } from '../words.ts';
import { groupsOf, isShut, useChoices } from './choices.ts';
import { LookedUpButton } from './looked-up.tsx';
import {
  ActButton,
  Button,
  bookingName,
  type Closing,
  Facts,
  PublicationMark,
  Sheet,
  StepMark,
  shutting,
  stateName,
  useDesk,
} from './parts.tsx';
import { reasonOf } from './reasons.ts';

/** Which rules, why, and who said so when. */
const overruledText = (
  { rules, reason, by, at }: NonNullable<BookingView['overruled']>,
  words: Words,
  name: (uid: string) => string,
): string =>
  [
    words.list(rules.map((rule) => reasonOf(rule, words, name))),
    words.t(`overrule:${reason}`),
    `${words.time(at)} ${by}`,
  ].join(' · ');

/** All about one booking: why this room, why no other, and everything that can be done to it. */
export const BookingSheet = ({ booking, onClose }: { booking: BookingView } & Closing): JSX.Element => {
  const desk = useDesk();
  const { board, today, now, words, open, go, act, name, shut } = desk;
  const choices = useChoices(booking);
  const running = booking.state === 'in-use' || booking.state === 'assigned';
  const over = isOver(booking, now);
  return (
    <Sheet title={bookingName(booking, words)} onClose={onClose}>
      <Facts
        facts={[
          [
            words.t('booking.room'),
            booking.roomId === null ? words.t('booking.none') : words.room(booking.roomId),
          ],
          ...(booking.practitioner === undefined
            ? []
            : [[words.t('booking.practitioner'), booking.practitioner] as const]),
          ...(booking.walkIn || shut ? [] : [[words.t('booking.uid'), booking.uid] as const]),
          [words.t('booking.time'), words.span(booking.start, booking.end)],
          ...(booking.from && booking.to
            ? [[words.t('booking.held'), words.span(booking.from, booking.to)] as const]
            : []),
          [
            words.t('booking.status'),
            [
              stateName(booking, words),
              booking.status === 'tentative' ? words.t('status.tentative') : '',
              booking.pinned ? words.t('card.pinned') : '',
            ]
              .filter(Boolean)
              .join(' · '),
          ],
          [
            words.t('booking.encounter'),
            booking.encounter === 'planned' ? words.t('encounter:planned') : <StepMark booking={booking} />,
          ],
          ...(booking.overruled === undefined
            ? []
            : [[words.t('booking.overruled'), overruledText(booking.overruled, words, name)] as const]),
          ...(booking.walkIn || shut
            ? []
            : [
                [
                  words.t('booking.publication'),
                  booking.publication === 'nothing' ? '–' : <PublicationMark booking={booking} />,
                ] as const,
              ]),
        ]}
      />
      {!booking.walkIn && !shut && <LookedUpButton booking={booking} show="patient-name" />}
      {booking.publication === 'manual-edit' && <LookedUpButton booking={booking} show="own-words" />}
      {board.calBookings && !booking.walkIn && (
        <a
          class="link"
          href={`${board.calBookings}${encodeURIComponent(booking.uid)}`}
          target="_blank"
          rel="noopener noreferrer"
        >
          {words.t('booking.at.cal')}
        </a>
      )}
      {choices?.reason && booking.roomId !== null && (
        <>
          <h3>{words.t('booking.why', { room: words.room(booking.roomId) })}</h3>
          <p>{words.named('why', choices.reason)}</p>
        </>
      )}
      {choices && (
        <>
          <h3>{words.t('booking.others')}</h3>
          <ul class="lines">
            {groupsOf(choices, board.rooms, words, name).map(([text, rooms]) => (
              <li key={text}>
                <span>{text}</span>
                <span class="rooms">
                  {rooms.map(({ choice, room }) =>
                    over || isShut(choice, room) ? (
                      <b key={room.id}>{room.name}</b>
                    ) : (
                      <Button
                        key={room.id}
                        label={words.t('move.into', { room: room.name })}
                        onClick={() => act(moveOf(booking, room.id, choice))}
                      >
                        {room.name}
                      </Button>
                    ),
                  )}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      <footer class="sheet-acts">
        {today &&
          nextSteps(booking, now).map((step, index) => (
            <ActButton
              key={step}
              act={{ do: step, booking }}
              label={words.t(`act:${step}`)}
              class={index === 0 ? 'primary' : ''}
            />
          ))}
        {today && booking.encounter === 'arrived' && (
          <ActButton act={{ do: 'not-arrived', booking }} label={words.t('act:not-arrived')} />
        )}
        {today && booking.state === 'in-use' && booking.encounter === 'planned' && (
          <ActButton act={{ do: 'no-show', booking }} label={words.t('act:no-show')} />
        )}
        {today &&
          running &&
          [5, 10, 15].map((minutes) => (
            <ActButton
              key={minutes}
              act={{ do: 'running-late', booking, minutes }}
              label={words.t('late.label', { minutes, room: words.room(booking.roomId ?? '') })}
            >
              +{minutes}
            </ActButton>
          ))}
        {running && (
          <ActButton
            act={{ do: booking.pinned ? 'unpin' : 'pin', booking }}
            label={words.t(booking.pinned ? 'act:unpin' : 'act:pin')}
          />
        )}
        {!over && (
          <Button {...shutting(desk)} onClick={() => open({ kind: 'move', uid: booking.uid })}>
            {' '}
            {words.t('act:move-to')}
          </Button>
        )}
        {running && (
          <Button {...shutting(desk)} onClick={() => open({ kind: 'swap', uid: booking.uid })}>
            {words.t('act:swap-with')}
          </Button>
        )}
        {board.sites && !over && booking.state !== 'in-use' && (
          <Button {...shutting(desk)} onClick={() => open({ kind: 'site', uid: booking.uid })}>
            {words.t('act:move-to-site')}
          </Button>
        )}
        <Button
          {...shutting(desk)}
          onClick={() => {
            open(undefined);
            go({ view: 'trail', visit: words.visit(booking.uid), room: undefined });
          }}
        >
          {words.t('booking.trail')}
        </Button>
      </footer>
    </Sheet>
  );
};
