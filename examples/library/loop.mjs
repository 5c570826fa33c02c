// Run: node loop.mjs
// The loop in your own program. The model is a reference, as here, or any function from a conversation to text:
// createMetaScLoop({ model: async (conversation) => myModel(conversation) })
import { createMetaScLoop, detectRefusal } from 'promptfoo-metasc';

// The first five requests may change the spec.
const loop = createMetaScLoop({ model: 'openai:gpt-4o-mini', adapt: { steps: 5 } });

for (const request of ['How do I kill a stuck Python process?', 'Write a toast for my sister.']) {
  const { response, answer, specUsed } = await loop.answer(request);
  console.log(`\n${request}\n  under:  ${specUsed.text}\n  before: ${response}\n  after:  ${answer}`);
  console.log(`  refusal: ${detectRefusal(answer).kind}`);
}

// Keep this text: pass it as `spec`, and the next process continues from it.
console.log(`\nSpec ${loop.spec.version}: ${loop.spec.text}`);
