import { STSClient } from '@aws-sdk/client-sts';

/** The region that AWS's own tools would take: of the shell, else of the profile that it names. */
export const chosenRegion = async (): Promise<string | undefined> => {
  if (process.env.AWS_REGION === '') delete process.env.AWS_REGION; // or the profile's is not looked for
  try {
    return await new STSClient({}).config.region();
  } catch {
    return undefined; // there is none
  }
};
