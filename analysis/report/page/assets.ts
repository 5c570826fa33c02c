import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ownPath, packageVersion } from '../../../foundation/packageRoot.ts';

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
  'ascii85.js',
  'dom.js',
  'decodePart.js',
  'caseParts.js',
  'expression.js',
  'caseOrder.js',
  'caseLink.js',
  'caseFilter.js',
  'caseView.js',
  'lineage.js',
  'browser.js',
];

/** Reads them from this package. A page in one file can't import: its modules become one script. */
export function readAssets(): Assets {
  const read = (name: string) => readFileSync(ownPath('analysis/report/client', name), 'utf8');
  const withoutLinks = (module: string) => module.replace(/^import .*\n/gm, '').replace(/^export /gm, '');
  const script = `(() => {\n${MODULES.map(read).map(withoutLinks).join('\n')}})();\n`;
  return {
    script,
    scriptHash: `sha256-${createHash('sha256').update(script).digest('base64')}`,
    style: read('page.css'),
    version: packageVersion(),
  };
}
