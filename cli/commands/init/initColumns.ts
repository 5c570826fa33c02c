import { type Node, Scalar, type YAMLMap } from 'yaml';
import type { ConfigDocument } from './configDocument.ts';
import type { ModelEntry } from './providerList.ts';

/** The variants that `metasc init` can make columns for, in order. */
export const INIT_VARIANTS = ['baseline', 'static-critique', 'metasc'] as const;
export type InitVariant = (typeof INIT_VARIANTS)[number];

export interface ColumnOptions {
  /** At least one. */
  readonly variants: readonly InitVariant[];
  readonly steps: number | 'all';
  /** Id of the MetaSC provider. */
  readonly providerId: string;
  /** Labels of the other entries. */
  readonly takenLabels: ReadonlySet<string>;
}

/**
 * One column per variant around an entry's provider. The first holds the shared config under an anchor; nodes of the
 * entry move into it with their comments and anchors.
 */
export function createColumns(document: ConfigDocument, entry: ModelEntry, options: ColumnOptions) {
  const { variants, steps, providerId, takenLabels } = options;
  // This order puts `adapt` in the last column, so that no other inherits it.
  const [first = 'metasc', ...others] = INIT_VARIANTS.filter((variant) => variants.includes(variant));
  const shared = createSharedConfig(document, entry, first);
  const alias = document.createAlias(shared, 'metasc');
  const configOf = (variant: InitVariant): YAMLMap => {
    if (variant === first) return shared;
    const config = document.createNode({ variant });
    config.items.unshift(document.createPair('<<', alias.clone()));
    return config;
  };
  return [first, ...others].map((variant) => {
    const label = takenLabels.has(variant) ? `${variant} (${entry.label ?? entry.id})` : variant;
    const config = configOf(variant);
    if (variant === 'metasc') config.add(document.createPair('adapt', document.createNode({ steps }, { flow: true })));
    const node = document.createNode({ id: providerId, label, ...carriedOptions(entry) });
    node.items.splice(2, 0, document.createPair('config', config));
    if (variant === first) node.commentBefore = introduction(entry, others.length > 0);
    return { label, node };
  });
}

function introduction({ id, label, comment }: ModelEntry, hasOthers: boolean): string {
  const lines = [
    ...(comment === undefined ? [] : [comment]),
    ` ${label === undefined ? id : `${label} (${id})`} under MetaSC, written by metasc init.`,
    ...(hasOthers ? [' The columns share its calls: all revise the same response.'] : []),
  ];
  return lines.join('\n');
}

/** The options that promptfoo applies around a provider: `prompts`, `transform`, `delay`, `env`. */
export function carriedOptions({ value }: ModelEntry): Readonly<Record<string, unknown>> {
  const { id: _id, label: _label, config: _config, ...carried } = value;
  return carried;
}

function createSharedConfig(document: ConfigDocument, entry: ModelEntry, variant: InitVariant): YAMLMap {
  const config = document.createNode({ variant });
  config.add(document.createPair('model', createModel(document, entry)));
  const systemPrompt = new Scalar('');
  systemPrompt.comment = ' your prompts stay unchanged; without this line, MetaSC adds its default system prompt';
  config.add(document.createPair('systemPrompt', systemPrompt));
  return config;
}

/** Models for which `openai:<name>` means the same to promptfoo and to us; promptfoo may send others to another API. */
const CHAT_MODEL = /^openai:gpt-(?:3\.5-turbo|4(?:o|\.1|-turbo)?(?:-mini|-nano)?)(?:-\d{4}-\d{2}-\d{2})?$/;

function createModel(document: ConfigDocument, { id, idNode, configNode, value }: ModelEntry): Node {
  const idPart = idNode ?? new Scalar(id);
  const hasConfig = value.config !== undefined && value.config !== null;
  const meansTheSame = CHAT_MODEL.test(id) || !/^openai:[^:]+$/.test(id);
  if (!hasConfig && meansTheSame) return idPart;
  const model = document.createNode({ type: 'promptfoo' });
  model.add(document.createPair('id', idPart));
  if (hasConfig) model.add(document.createPair('config', configNode ?? document.createNode(value.config)));
  return model;
}
