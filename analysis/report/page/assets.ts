import { createHash } from 'node:crypto';
import { packageVersion } from '../../../foundation/packageRoot.ts';
import { joinModules, readOwn } from '../../../foundation/page/ownFiles.ts';
import { toThemeCss } from '../../../foundation/page/theme.ts';

/** The page's own script and style sheet, and the version that they are of. */
export interface Assets {
  readonly script: string;
  /** As a source in a content security policy: the only script that may run. */
  readonly scriptHash: string;
  readonly style: string;
  /** Of this package. */
  readonly version: string;
}

/** In the order of their imports. */
const MODULES = [
  'foundation/page/dom.js',
  ...[
    'ascii85.js',
    'unpack.js',
    'decodePart.js',
    'caseParts.js',
    'expression.js',
    'caseOrder.js',
    'caseLink.js',
    'caseFilter.js',
    'caseView.js',
    'lineage.js',
    'browser.js',
  ].map((name) => `analysis/report/client/${name}`),
];

/** Reads them from this package. */
export function readAssets(): Assets {
  const script = joinModules(MODULES);
  return {
    script,
    scriptHash: `sha256-${createHash('sha256').update(script).digest('base64')}`,
    style: [toThemeCss(), readOwn('foundation/page/base.css'), readOwn('analysis/report/client/page.css')].join('\n'),
    version: packageVersion(),
  };
}
