import type { ProviderOptions } from 'promptfoo';

const PROBED = Symbol.for('promptfoo-metasc column probe');

/** What a probe was made with. */
export interface ProbedColumn {
  readonly options: ProviderOptions;
  /** The name that the config gives instead of `MetaScProvider`. */
  readonly unknownName?: string;
}

type ProviderClass = new (options?: ProviderOptions) => { id(): string };

/**
 * A provider class for the dry look: takes any options and answers nothing, so that promptfoo loads a config with faulty
 * columns too. Its id is that of the real provider, where this can be opened: tests may name it.
 */
export function createProbe(Real: ProviderClass, unknownName?: string): ProviderClass {
  return class {
    readonly [PROBED]: ProbedColumn;
    readonly #id: string;

    constructor(options: ProviderOptions = {}) {
      this[PROBED] = { options, ...(unknownName === undefined ? {} : { unknownName }) };
      this.#id = idOf(Real, options);
    }

    id(): string {
      return this.#id;
    }

    async callApi(): Promise<never> {
      throw new Error('a dry look asks nothing');
    }
  };
}

function idOf(Real: ProviderClass, options: ProviderOptions): string {
  try {
    return new Real(options).id();
  } catch {
    return 'metasc';
  }
}

/** Undefined for a provider that is no probe. */
export function probedColumn(provider: object): ProbedColumn | undefined {
  return (provider as { readonly [PROBED]?: ProbedColumn })[PROBED];
}
