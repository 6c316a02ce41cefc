import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Pointed } from '../model/pointed.ts';
import { QUARTER, type Timeline, timeAt } from '../model/timeline.ts';
import { keyOf } from './use-stops.ts';

/** A mouse that has moved so far while it is pressed drags; a finger picks up what it rests on for so long. */
const DRAGS_PX = 5;
const RESTS_MS = 400;
/** So near to where the timeline ends it moves on. */
const EDGE_PX = 40;

type Begun = {
  readonly x: number;
  readonly y: number;
  readonly pointer: number;
  /** A visit, or an empty stretch from then on. */
  readonly uid?: string;
  readonly lane?: { readonly element: HTMLElement; readonly roomId: string; readonly from: number };
  dragging: boolean;
  readonly resting?: ReturnType<typeof setTimeout>;
};

type Doing = {
  readonly lift: (uid: string) => boolean;
  readonly over: (room: string | null | undefined, pulled: number) => void;
  readonly putDown: () => void;
  readonly putBack: () => void;
  readonly point: (stretch: Pointed | undefined) => void;
  readonly choose: (stretch: Pointed) => void;
};

/** Drags a visit to another room, or along an empty stretch, with a mouse, a pen or a finger. */
export const usePointer = (frame: RefObject<HTMLElement | null>, hours: Timeline['hours'], doing: Doing) => {
  const begun = useRef<Begun | undefined>(undefined);
  const dragged = useRef(false);
  const chosen = useRef<Pointed | undefined>(undefined);
  const last = useRef({ x: 0, y: 0 });
  const act = useRef(doing);
  act.current = doing;

  const shareAt = (element: HTMLElement, x: number): number => {
    const { left, width } = element.getBoundingClientRect();
    const share = Math.min(0.9999, Math.max(0, (x - left) / width));
    return element.matches(':dir(rtl)') ? 1 - share : share;
  };
  const roomUnder = ({ x, y }: { x: number; y: number }): string | null | undefined => {
    const row = document.elementFromPoint(x, y)?.closest<HTMLElement>('.row:not(.hours)');
    if (!row || !frame.current?.contains(row)) return undefined;
    return row.dataset.focus?.slice('row '.length) ?? null;
  };
  const follow = (): void => {
    const at = begun.current;
    if (!at?.dragging) return;
    const { x } = last.current;
    if (at.uid !== undefined) act.current.over(roomUnder(last.current), x - at.x);
    else if (at.lane) {
      const { element, roomId, from } = at.lane;
      const to = timeAt(shareAt(element, x), hours);
      chosen.current = { roomId, start: Math.min(from, to), end: Math.max(from, to) + QUARTER };
      act.current.point(chosen.current);
    }
  };
  const drag = (): void => {
    const at = begun.current;
    if (at === undefined || at.dragging) return;
    if (at.uid !== undefined && !act.current.lift(at.uid)) {
      end();
      return;
    }
    at.dragging = true;
    dragged.current = true;
    frame.current?.setPointerCapture(at.pointer);
    requestAnimationFrame(scroll);
  };
  /** A visit that is held where the rows end brings further rooms into sight. */
  const scroll = (): void => {
    const element = frame.current;
    if (!begun.current?.dragging || begun.current.uid === undefined || !element) return;
    const { top, bottom } = element.getBoundingClientRect();
    const { y } = last.current;
    const by = y > bottom - EDGE_PX ? 8 : y < top + EDGE_PX ? -8 : 0;
    if (by !== 0) {
      element.scrollTop += by;
      follow();
    }
    requestAnimationFrame(scroll);
  };
  const end = (): void => {
    clearTimeout(begun.current?.resting);
    begun.current = undefined;
    chosen.current = undefined;
  };
  const down = (event: PointerEvent): void => {
    end();
    dragged.current = false;
    const { clientX: x, clientY: y, pointerId: pointer, pointerType, button, target } = event;
    if (button !== 0) return;
    last.current = { x, y };
    const [kind, id] = keyOf(target).split(/ (.*)/s);
    const isFinger = pointerType === 'touch';
    if (kind === 'visit' && id !== undefined)
      begun.current = {
        x,
        y,
        pointer,
        uid: id,
        dragging: false,
        ...(isFinger && { resting: setTimeout(drag, RESTS_MS) }),
      };
    else if (kind === 'row' && id !== undefined && !isFinger && (target as Element).matches('.lane')) {
      const element = target as HTMLElement;
      const from = timeAt(shareAt(element, x), hours);
      begun.current = { x, y, pointer, lane: { element, roomId: id, from }, dragging: false };
    }
  };
  const move = ({ clientX: x, clientY: y }: PointerEvent): void => {
    const at = begun.current;
    if (at === undefined) return;
    last.current = { x, y };
    if (!at.dragging && Math.hypot(x - at.x, y - at.y) > DRAGS_PX) {
      // A finger that moves on before it has rested scrolls.
      if (at.resting === undefined) drag();
      else end();
    }
    follow();
  };
  const up = (): void => {
    const at = begun.current;
    const stretch = chosen.current;
    end();
    if (!at?.dragging) return;
    if (at.uid !== undefined) act.current.putDown();
    else if (stretch) act.current.choose(stretch);
  };
  const cancel = (): void => {
    const at = begun.current;
    end();
    if (!at?.dragging) return;
    if (at.uid === undefined) act.current.point(undefined);
    else act.current.putBack();
  };
  useEffect(() => {
    const element = frame.current;
    const hold = (event: Event): void => {
      if (begun.current?.dragging) event.preventDefault();
    };
    const leave = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') cancel();
    };
    element?.addEventListener('touchmove', hold, { passive: false });
    element?.addEventListener('contextmenu', hold);
    document.addEventListener('keydown', leave);
    return () => {
      end();
      element?.removeEventListener('touchmove', hold);
      element?.removeEventListener('contextmenu', hold);
      document.removeEventListener('keydown', leave);
    };
  }, []);
  return { down, move, up, cancel, shareAt, wasDragged: () => dragged.current };
};
