import { doubtsAbout } from '../../lib/settings/doubts-about.ts';
import { readStages, SETTINGS_FOLDER, SettingsError } from '../../lib/settings/read-stages.ts';
import type { Settings } from '../../lib/settings/settings-schema.ts';
import { doubtful, ok, type Symptom, wrong } from './symptom.ts';

const ABOUT = 'settings';

/** Every stage's file, as a deployment would read it; no stages where one of them is wrong. */
export const examineSettings = (
  folder: string = SETTINGS_FOLDER,
): { readonly symptoms: readonly Symptom[]; readonly stages: readonly Settings[] } => {
  try {
    const stages = readStages(folder);
    const doubts = stages.flatMap((settings) =>
      doubtsAbout(settings).map((doubt) =>
        doubtful(
          `${ABOUT} of ${settings.stage}`,
          doubt,
          'Raise it, or leave it out (lib/DEPLOY.md, step 2).',
        ),
      ),
    );
    return { symptoms: [ok(ABOUT, `of ${stages.map(({ stage }) => stage).join(', ')}`), ...doubts], stages };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const symptom = wrong(ABOUT, error.message.trim(), 'Correct the file (lib/DEPLOY.md, step 2).');
    return { symptoms: [symptom], stages: [] };
  }
};
