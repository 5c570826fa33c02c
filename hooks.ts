export { afterAll } from './cli/afterAll.ts';
