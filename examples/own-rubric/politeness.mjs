// A metric of your own: its name in the results, and the rubric, whose path starts from the working directory.
import { createAssertion } from 'promptfoo-metasc';

export default createAssertion({ name: 'politeness', rubric: './politeness.yaml' });
