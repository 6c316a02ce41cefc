import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import type { Digests } from '../shared/secrets/digests.ts';

/** Names under which a line may be handed a booking's uid, or several, at any depth; none of them leaves under its own. */
const OF_UIDS: Readonly<Record<string, string>> = {
  bookingUid: 'visitCode',
  uid: 'visitCode',
  bookingUids: 'visitCodes',
  uids: 'visitCodes',
  heldBy: 'visitCodes',
};
/** While the key of the codes cannot be read. */
const NO_CODE = 'unknown';

/**
 * The functions' log. Anyone who has a booking's uid can read, cancel and move that booking at Cal.com, and many people
 * read logs: so what is logged as a uid is written as its visit code.
 */
export const visitLog = (digests: () => Promise<Digests>): { log: Logger; ready: () => Promise<void> } => {
  let known: Digests | undefined;
  const ready = async (): Promise<void> => {
    // Without the key lines go without codes; anyone who needs the key itself fails by itself.
    known = await digests().catch(() => known);
  };
  const coded = (uid: unknown): unknown => {
    if (Array.isArray(uid)) return uid.map(coded);
    return typeof uid === 'string' ? (known?.visit(uid) ?? NO_CODE) : undefined;
  };
  const jsonReplacerFn = (_: string, value: unknown): unknown =>
    typeof value === 'object' &&
    value !== null &&
    Object.keys(OF_UIDS).some((name) => Object.hasOwn(value, name))
      ? Object.fromEntries(
          Object.entries(value).map(([name, each]) => {
            const said = Object.hasOwn(OF_UIDS, name) ? OF_UIDS[name] : undefined;
            return said === undefined ? [name, each] : [said, coded(each)];
          }),
        )
      : value;
  return { log: new Logger({ jsonReplacerFn, logFormatter: new BriefLines() }), ready };
};

/** Lambda names a trace for each invocation, also where it records none. */
const isTraced = (): boolean => process.env._X_AMZN_TRACE_ID?.includes('Sampled=1') === true;

/**
 * Without what the log group says by its name: each line is paid for by its bytes, and the function's name, ARN, memory and service were
 * half of them.
 */
class BriefLines extends LogFormatter {
  override formatAttributes(
    { logLevel: level, message, timestamp, lambdaContext, xRayTraceId }: UnformattedAttributes,
    said: LogAttributes,
  ): LogItem {
    const attributes = {
      level,
      message,
      timestamp: this.formatTimestamp(timestamp),
      function_request_id: lambdaContext?.awsRequestId,
      ...(lambdaContext?.coldStart && { cold_start: true }),
      ...(isTraced() && { xray_trace_id: xRayTraceId }),
    };
    return new LogItem({ attributes }).addAttributes(said);
  }
}
