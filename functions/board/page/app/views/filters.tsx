import type { JSX } from 'preact';
import type { RoomView } from '../../../../../shared/board/view/board-view.ts';
import { Button, useDesk } from './parts.tsx';

/** Which rooms are wanted: of a floor, with an equipment, free this minute. */
export const Filters = ({ rooms }: { rooms: readonly RoomView[] }): JSX.Element => {
  const { place, words, go, today } = useDesk();
  const floors = [...new Set(rooms.map((room) => room.floor))];
  const equipment = [...new Set(rooms.flatMap((room) => room.equipment))].sort();
  return (
    <div class="filters">
      <select
        aria-label={words.t('filter.floor')}
        value={place.floor ?? ''}
        onChange={({ currentTarget }) => go({ floor: currentTarget.value || undefined })}
      >
        <option value="">{words.t('filter.every.floor')}</option>
        {floors.map((floor) => (
          <option key={floor} value={floor}>
            {words.t('floor', { floor })}
          </option>
        ))}
      </select>
      <select
        aria-label={words.t('filter.equipment')}
        value={place.equipment ?? ''}
        onChange={({ currentTarget }) => go({ equipment: currentTarget.value || undefined })}
      >
        <option value="">{words.t('filter.any.equipment')}</option>
        {equipment.map((tag) => (
          <option key={tag} value={tag}>
            {words.named('equipment', tag)}
          </option>
        ))}
      </select>
      {today && (
        <Button aria-pressed={place.freeNow} onClick={() => go({ freeNow: !place.freeNow })}>
          {words.t('filter.free')}
        </Button>
      )}
    </div>
  );
};
