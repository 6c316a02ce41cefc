/** As deep as causes are told. */
const MOST = 6;

/** What went wrong, for anyone who called a command: the error and its causes, outermost first ("the Ledger could not …: Region is missing"). */
export const faultInWords = (error: unknown): string => {
  const said: string[] = [];
  for (let each: unknown = error; each !== undefined && said.length < MOST; ) {
    const words = each instanceof Error ? each.message || each.name : String(each);
    if (!said.some((before) => before.includes(words))) said.push(words);
    each = each instanceof Error ? each.cause : undefined;
  }
  return said.join(': ');
};

/** The SDK for JavaScript reads `AWS_REGION` alone; anyone who has used the AWS CLI has set the other. */
export const useDefaultRegion = (env: NodeJS.ProcessEnv = process.env): void => {
  if (!env.AWS_REGION && env.AWS_DEFAULT_REGION) env.AWS_REGION = env.AWS_DEFAULT_REGION;
};
