export default class Assistant {
  constructor({ config }) {
    this.tone = config.tone;
  }

  id() {
    return `assistant-${this.tone}`;
  }

  async callApi(prompt, context) {
    const { locale } = context.vars;
    const response = await fetch(`${process.env.TARGET_URL}/assistant`, {
      method: 'POST',
      body: JSON.stringify({ prompt, locale, tone: this.tone, config: context.prompt.config }),
    });
    const { reply } = await response.json();
    return { output: reply, metadata: { locale }, tokenUsage: { total: 12, prompt: 7, completion: 5 } };
  }
}
