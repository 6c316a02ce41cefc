/** Base 58: no 0, O, I and l, so that a link can be read aloud and typed from paper. */
const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** 128 bits: no one guesses one. */
export const TOKEN_BYTES = 16;
/** As many letters as the largest number of so many bytes has. */
const TOKEN_LENGTH = 22;

/** What makes up a visit's link: drawn, so that it says nothing of the booking. */
export type LinkToken = string;

const TOKEN = new RegExp(`^[${ALPHABET}]{${TOKEN_LENGTH}}$`);

/** One that stands for any other: they are all of one length. */
export const LONGEST_TOKEN: LinkToken = 'z'.repeat(TOKEN_LENGTH);

export const isLinkToken = (text: string): text is LinkToken => TOKEN.test(text);

/** The bytes as a token. */
export const linkToken = (bytes: Uint8Array): LinkToken => {
  let rest = bytes.reduce((number, byte) => number * 256n + BigInt(byte), 0n);
  let token = '';
  while (token.length < TOKEN_LENGTH) {
    token = (ALPHABET[Number(rest % 58n)] ?? '') + token;
    rest /= 58n;
  }
  return token;
};

/** Where a visit's page is, beneath the Site's address. */
export const pageAddress = (link: string, token: LinkToken): string => `${link}${PAGE_PATH}${token}`;

/** What the paths of these pages begin with. */
export const PAGE_PATH = '/r/';

/** The token in a location text of such a Site. */
export const tokenIn = (text: string, link: string): LinkToken | undefined => {
  const at = text.indexOf(pageAddress(link, ''));
  const token = text.slice(at + pageAddress(link, '').length).slice(0, TOKEN_LENGTH);
  return at >= 0 && isLinkToken(token) ? token : undefined;
};
