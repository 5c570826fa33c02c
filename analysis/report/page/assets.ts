import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ownPath } from '../../../foundation/packageRoot.ts';

/** The page's own script and style sheet. */
export interface Assets {
  readonly script: string;
  /** As a source in a content security policy: the one script that may run. */
  readonly scriptHash: string;
  readonly style: string;
}

/** Reads them from this package. */
export function readAssets(): Assets {
  const read = (name: string) => readFileSync(ownPath('analysis/report/client', name), 'utf8');
  const script = read('browser.js');
  return {
    script,
    scriptHash: `sha256-${createHash('sha256').update(script).digest('base64')}`,
    style: read('page.css'),
  };
}
