/** The least width and height of a room on the wall by which its letters are sized, in pixels. */
const REFERENCE = { width: 420, height: 170 };

/** So many columns, and letters so large, show so many rooms best on a wall of that size. */
export const wallGrid = (
  rooms: number,
  { width, height }: { readonly width: number; readonly height: number },
): { readonly columns: number; readonly scale: number } => {
  let best = { columns: 1, scale: 0 };
  for (let columns = 1; columns <= Math.max(1, rooms); columns += 1) {
    const rows = Math.ceil(rooms / columns);
    const scale = Math.min(width / columns / REFERENCE.width, height / rows / REFERENCE.height);
    if (scale > best.scale) best = { columns, scale };
  }
  return best;
};

/** Rooms by page: as many on each as fit, as evenly as may be, and no page of two floors. */
export const wallPages = <T>(floors: readonly (readonly T[])[], most: number): T[][] =>
  floors.flatMap((floor) => {
    const pages = Math.max(1, Math.ceil(floor.length / most));
    const each = Math.ceil(floor.length / pages);
    return Array.from({ length: pages }, (_, page) => floor.slice(page * each, (page + 1) * each));
  });
