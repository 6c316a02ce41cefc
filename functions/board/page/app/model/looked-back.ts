/** A time of a day, in minutes since its midnight, that is looked back to. */
type LookedBackTo = { readonly date: string; readonly minutes: number };

/** Whether it is yet to come: then there is nothing to look back to. `now`: the date and time at the Site. */
export const isYetToCome = ({ date, minutes }: LookedBackTo, now: LookedBackTo): boolean =>
  date > now.date || (date === now.date && minutes > now.minutes);
