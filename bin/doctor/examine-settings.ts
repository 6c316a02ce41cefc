import { readStages, SETTINGS_FOLDER, SettingsError } from '../../lib/settings/read-stages.ts';
import { ok, type Symptom, wrong } from './symptom.ts';

/** Every stage's file, as a deployment would read it. */
export const examineSettings = (folder: string = SETTINGS_FOLDER): Symptom => {
  try {
    const stages = readStages(folder).map(({ stage }) => stage);
    return ok('settings', `of ${stages.join(', ')}`);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return wrong('settings', error.message.trim(), 'Correct the file (lib/DEPLOY.md, step 2), and deploy.');
  }
};
