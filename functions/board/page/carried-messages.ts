/**
 * How the built page carries its messages. A name with a colon is put together where it is asked for (`state:${tone}`)
 * and stays; every other stands there whole, so a number does in its place: names are for those who write the page.
 */
export type CarriedMessages = {
  /** Source of the page, with numbers in place of names. */
  readonly numbered: (source: string) => string;
  /** The module of a language. */
  readonly moduleOf: (messages: Readonly<Record<string, string>>) => string;
};

/** `names`: of all messages. A name without a dot may mean something else where it stands, and stays too. */
export const carryMessages = (names: readonly string[]): CarriedMessages => {
  const whole = names.filter((name) => name.includes('.') && !name.includes(':'));
  const numbers = new Map(whole.map((name, number) => [name, String(number)]));
  return {
    numbered: (source) =>
      source.replace(/'([\w.-]+)'/g, (literal, name: string) => numbers.get(name) ?? literal),
    moduleOf: (messages) => {
      const named = Object.entries(messages).filter(([name]) => !numbers.has(name));
      const list = JSON.stringify(whole.map((name) => messages[name]));
      return `export default{...${list},...${JSON.stringify(Object.fromEntries(named))}}`;
    },
  };
};
