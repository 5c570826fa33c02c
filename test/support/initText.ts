import { parse } from 'yaml';
import { type AdoptionChoices, fillChoices } from '../../adoption/adoptionChoices.ts';
import { planAdoption } from '../../adoption/adoptionPlan.ts';
import { chooseEntry, modelsOf } from '../../adoption/chooseEntry.ts';
import type { ConfigPart } from '../../adoption/configPart.ts';
import { type OwnIds, packageIds } from '../../adoption/ownIds.ts';
import type { ProjectFiles } from '../../adoption/projectFiles.ts';
import { readProviderList } from '../../adoption/providerEntries.ts';
import { contentOf, parseConfig } from '../../cli/commands/init/configDocument.ts';
import { printConfig } from '../../cli/commands/init/configText.ts';
import { applyPlan } from '../../cli/commands/init/initConfig.ts';
import { toReport } from '../../cli/commands/init/initReport.ts';

export interface InitSetting {
  /** What each reference in the config holds. @default nothing can be read */
  readonly files?: Readonly<Record<string, unknown>>;
  readonly ids?: OwnIds;
}

/** Files as parsed content, by reference. */
function filesOf(contents: Readonly<Record<string, unknown>> = {}): ProjectFiles {
  const read = <T>(reference: string) => contents[reference] as T | undefined;
  return { readTests: read, readProviders: read, readMapping: read };
}

/** The plan of `metasc init --yes` for a config. */
export function adopt(content: ConfigPart, choices: AdoptionChoices = {}, setting: InitSetting = {}) {
  const project = { files: filesOf(setting.files), ids: setting.ids ?? packageIds(true) };
  const list = readProviderList(content, 'c.yaml', project.files);
  const entry = chooseEntry(list.entries, choices.provider) ?? modelsOf(list.entries)[0];
  if (entry === undefined) throw new Error('expected an entry');
  const options = fillChoices(content, choices, project);
  const plan = planAdoption(content, list, entry, options);
  return {
    list,
    entry,
    options,
    plan,
    report: toReport({ config: 'c.yaml', output: 'o.yaml', isWritten: true, content, entry, plan, options }),
  };
}

/** The output of `metasc init --yes` for a YAML config, as text, as promptfoo reads it, and as a report. */
export function initText(source: string, choices: AdoptionChoices = {}, setting: InitSetting = {}) {
  const document = parseConfig(source, 'c.yaml');
  const adopted = adopt(contentOf(document), choices, setting);
  applyPlan(document, adopted);
  const text = printConfig(document, source);
  return { ...adopted, text, config: parse(text, { merge: true, maxAliasCount: -1 }) };
}
