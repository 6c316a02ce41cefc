import type { JSX } from 'preact';
import type { OffersView } from '../../../../../shared/board/view/read-offers.ts';
import { queryOf } from '../place.ts';
import { useAnswer } from '../use-answer.ts';
import { offerLines } from './offer-lines.ts';
import { type Closing, Sheet, useDesk } from './parts.tsx';

/** What Cal.com offers that day of the visits that are offered only with a room; why no more, and what one freed room would open. */
export const OffersSheet = ({ onClose }: Closing): JSX.Element => {
  const { board, words } = useDesk();
  const answer = useAnswer<OffersView>(
    `/api/offers${queryOf({ site: board.site, date: board.date })}`,
    board.rooms.map(({ etag }) => etag).join(),
  );
  return (
    <Sheet title={words.t('offers.title', { date: words.date(board.date) })} onClose={onClose}>
      {answer && answer.publishing !== 'on' && <p class="strong">{words.t('offers.unhidden')}</p>}
      {answer?.offers.length === 0 && <p class="empty">{words.t('offers.none')}</p>}
      {answer?.offers.map((offer) => (
        <section key={offer.eventTypeId} data-offer={offer.visitType}>
          <h3>
            {[
              words.named('visit', offer.visitType),
              offer.practitioner,
              words.t('offers.minutes', { minutes: offer.minutes }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </h3>
          <ul class="lines">
            {offerLines(offer, words).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </section>
      ))}
      {answer !== undefined && answer.offers.length > 0 && <p class="quiet">{words.t('offers.host')}</p>}
    </Sheet>
  );
};
