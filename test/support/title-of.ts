/** The name of a law as a sentence: `aRoomIsFree` → `a room is free`. */
export const titleOf = (law: string): string => law.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
