/** What went wrong, as RFC 9457 says it: `type` is a name within this API, `errors` names each field. */
type ProblemBody = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  /** The first of `errors`, for those who look at one. */
  readonly field?: string;
  readonly errors?: readonly FieldError[];
} & Readonly<Record<string, unknown>>;

type FieldError = { readonly field: string; readonly message: string };

/** A request that cannot be served; caught where it is answered. Its texts never quote the request. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly body: ProblemBody;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    type: string,
    title: string,
    more: { readonly errors?: readonly FieldError[]; readonly detail?: string } & Readonly<
      Record<string, unknown>
    > = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(title);
    const field = more.errors?.[0]?.field;
    this.body = {
      type: `urn:room-board:${type}`,
      title,
      status,
      ...(field === undefined ? {} : { field }),
      ...more,
    };
    this.headers = headers;
  }
}

/** One field of the request is wrong. */
export const badField = (field: string, message: string, status = 400): Problem =>
  new Problem(status, status === 404 ? 'not-found' : 'bad-request', `${field}: ${message}`, {
    errors: [{ field, message }],
  });
