/** What can be done at a door: take the free room, have it for longer, leave what was taken there. */
export const DOOR_ACTS = ['use-now', 'extend', 'leave'] as const;
export type DoorAct = (typeof DOOR_ACTS)[number];

/** What the sign at a room's door says: times alone, nothing of whose they are. */
export type DoorSign = {
  /** A free room is so until then: the next ones come, or it closes. Absent: no one knows of an end. */
  readonly freeUntil?: string;
  readonly next?: { readonly what: 'visit' | 'blocked'; readonly start: string; readonly end?: string };
  /** Of what can be done now that which its reader may do. */
  readonly acts: readonly DoorAct[];
};
