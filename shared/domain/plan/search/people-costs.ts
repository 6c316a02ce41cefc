import type { Model } from '../model/model.ts';
import type { Costs } from '../model/prices.ts';
import { priorityClasses } from '../model/score.ts';
import { MAX_DISCOMFORT } from '../problem/message-cost.ts';

/** As many people would be told for one who waits: more than ever must be, and few enough for prices that tell people apart. */
export const TOLD_FOR_ONE_WAITING = 100;

/** Discomfort in people: between as many it decides, and in the prices; all of it is less than a hundredth of all who are told. */
export const UNWELCOME = 1 / (100 * MAX_DISCOMFORT);
/** Where people are counted, less than a ten-thousandth. */
export const HARDLY = 1 / (10_000 * MAX_DISCOMFORT);

/** A plan that costs so much less tells a person less. */
export const A_PERSON = 0.9;

/** In people told: discomfort only decides between as many, and priority between those who could wait. */
export const peopleCosts = (model: Model, unwelcome: number): Costs => {
  const classes = priorityClasses(model);
  return {
    seat: (seat) => seat.told + unwelcome * seat.discomfort,
    waiting: (at) => {
      const seeker = model.seekers[at];
      if (seeker === undefined) return 0;
      return (
        TOLD_FOR_ONE_WAITING * (classes.length - classes.indexOf(seeker.booking.priority)) +
        seeker.toldIfWaiting +
        unwelcome * seeker.discomfortIfWaiting
      );
    },
  };
};
