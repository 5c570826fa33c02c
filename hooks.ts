import './foundation/requireNode.ts';

export { afterAll } from './cli/afterAll.ts';
