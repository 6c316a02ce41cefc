import { faultInWords } from '../admin/faults.ts';
import { type Symptom, wrong } from './symptom.ts';

/** The names of an error and of what caused it, and the codes of Node's own. */
const namesOf = (error: unknown): string[] => {
  const names: string[] = [];
  for (let each = error; each instanceof Error && names.length < 12; each = each.cause) {
    names.push(each.name);
    if ('code' in each && typeof each.code === 'string') names.push(each.code);
  }
  return names;
};

/** Whether it is that AWS says, by the name that AWS gives it. */
export const isAwsError = (error: unknown, name: RegExp): boolean =>
  namesOf(error).some((each) => name.test(each));

/** What to do where a question to AWS fails for a reason that has nothing to do with what was asked; `permission`: the one it takes. */
export const awsSaysNo = (about: string, error: unknown, permission: string): Symptom => {
  if (isAwsError(error, /^CredentialsProviderError$/))
    return wrong(
      about,
      'there are no credentials for AWS',
      'Sign in (aws sso login), or set AWS_PROFILE; then `aws sts get-caller-identity` must answer.',
    );
  if (isAwsError(error, /^(ExpiredToken|RequestExpired|TokenRefreshRequired)/))
    return wrong(about, 'the credentials for AWS have expired', 'Sign in anew: aws sso login.');
  if (isAwsError(error, /^(InvalidClientTokenId|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch)/))
    return wrong(
      about,
      'AWS does not take the credentials',
      'Sign in anew, and look whether this machine’s clock is right: AWS takes no signature that is five minutes off.',
    );
  if (isAwsError(error, /^(AccessDenied|UnauthorizedOperation|AuthorizationError)/))
    return wrong(
      about,
      `these credentials may not look: ${permission}`,
      `Sign in as a role that is allowed ${permission}.`,
    );
  if (isAwsError(error, /^(ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|TimeoutError)$/))
    return wrong(
      about,
      'AWS cannot be reached from here',
      'Look at the network, a proxy, and AWS_ENDPOINT_URL.',
    );
  return wrong(
    about,
    `AWS answers: ${faultInWords(error)}`,
    `Look at what it says; it was asked by ${permission}.`,
  );
};
