/** One line of history, as the API tells it. */
export type TrailLine = {
  readonly at: string;
  readonly what: string;
  /** A visit code. */
  readonly visit?: string;
  readonly room?: string;
  readonly fromRoom?: string;
  readonly by: string;
  readonly reason: string;
  /** About the room. */
  readonly note?: string;
};
