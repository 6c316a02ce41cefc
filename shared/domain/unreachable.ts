/** For the `default` of an exhaustive switch: a new case is then a type error here. */
export const unreachable = (value: never): never => {
  throw new TypeError(`unreachable case: ${JSON.stringify(value)}`);
};
