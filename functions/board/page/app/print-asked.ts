let asked = false;

/** *Print* was pressed: the printer is to come as soon as the sheets are there. */
export const askPrint = (): void => {
  asked = true;
};

/** Once for each time that it was pressed. */
export const takePrint = (): boolean => {
  const was = asked;
  asked = false;
  return was;
};
