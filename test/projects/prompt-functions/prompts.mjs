export async function triage({ vars }) {
  const urgent = Number(vars.priority) === 1;
  return {
    prompt: [
      { role: 'system', content: `You triage tickets${urgent ? ', fast' : ''}.` },
      { role: 'user', content: vars.ticket },
    ],
    config: { max_tokens: urgent ? 40 : 200 },
  };
}
