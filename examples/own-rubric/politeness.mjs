// A custom metric: its name in the results and its rubric, whose path starts from the working directory.
import { createAssertion } from 'promptfoo-metasc';

export default createAssertion({ name: 'politeness', rubric: './politeness.yaml' });
