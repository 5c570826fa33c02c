import type { Fault } from '../../../../foundation/schemaFaults.ts';

/** A fault of a config. */
export interface PlacedFault {
  /** `tests[3].assert[0].config.judge` */
  readonly place: string;
  /** `expected …, got …` */
  readonly message: string;
}

/**
 * A fault in its place.
 *
 * @param options names of options with which a message may begin, after its subject; they then belong to the place
 */
export function placed(place: string, { path, message }: Fault, options: readonly string[]): PlacedFault {
  if (path !== '') return { place: `${place}${path.startsWith('[') ? '' : '.'}${path}`, message };
  const [, option = '', name = '', rest = ''] =
    /^(?:[a-z -]+ config: )?((\w+)[\w.[\]]*): ([\s\S]*)$/.exec(message) ?? [];
  return options.includes(name) ? { place: `${place}.${option}`, message: rest } : { place, message };
}

/** The faults as lines. One that many tests share stands once, at its first place. */
export function listFaults(faults: readonly PlacedFault[]): readonly string[] {
  const kinds = Map.groupBy(faults, ({ place, message }) => JSON.stringify([place.replace(/\d+/g, ''), message]));
  return [...kinds.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const more = others.length === 0 ? '' : ` (and ${others.length} more of its kind)`;
    return [`  - ${first.place}: ${first.message.replaceAll('\n', '\n    ')}${more}`];
  });
}
