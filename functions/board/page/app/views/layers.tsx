import type { JSX } from 'preact';
import { BlockSheet } from './block-sheet.tsx';
import { BookingSheet } from './booking-sheet.tsx';
import { LateSheet } from './late-sheet.tsx';
import { MoveSheet, SwapSheet } from './move-sheet.tsx';
import { OffersSheet } from './offers-sheet.tsx';
import { type Layer, useDesk } from './parts.tsx';
import { PreviewSheet } from './preview.tsx';
import { PublishingSheet } from './publishing-sheet.tsx';
import { RoomSheet } from './room-sheet.tsx';
import { SeatSheet } from './seat-sheet.tsx';
import { SiteSheet } from './site-sheet.tsx';
import { StayedSheet } from './stayed-sheet.tsx';

/** What lies over the board right now. A room or booking that has meanwhile gone closes its sheet. */
export const Layers = ({ layer }: { layer: Layer }): JSX.Element | null => {
  const { board, open } = useDesk();
  const close = (): void => open(undefined);
  if (layer.kind === 'preview')
    return <PreviewSheet act={layer.act} question={layer.question} onClose={close} />;
  if (layer.kind === 'stayed') return <StayedSheet moves={layer.moves} onClose={close} />;
  if (layer.kind === 'publishing') return <PublishingSheet onClose={close} />;
  if (layer.kind === 'offers') return <OffersSheet onClose={close} />;
  if (layer.kind === 'seat')
    return (
      <SeatSheet
        room={board.rooms.find((each) => each.id === layer.roomId)}
        for={layer.minutes}
        onClose={close}
      />
    );
  if (layer.kind === 'room' || layer.kind === 'block') {
    const room = board.rooms.find((each) => each.id === layer.roomId);
    if (room === undefined) return null;
    return layer.kind === 'room' ? (
      <RoomSheet room={room} onClose={close} />
    ) : (
      <BlockSheet room={room} pressed={layer} onClose={close} />
    );
  }
  const booking = board.bookings.find((each) => each.uid === layer.uid);
  if (booking === undefined) return null;
  if (layer.kind === 'late') return <LateSheet booking={booking} onClose={close} />;
  if (layer.kind === 'move') return <MoveSheet booking={booking} onClose={close} />;
  if (layer.kind === 'site') return <SiteSheet booking={booking} onClose={close} />;
  if (layer.kind === 'swap') return <SwapSheet booking={booking} onClose={close} />;
  return <BookingSheet booking={booking} onClose={close} />;
};
