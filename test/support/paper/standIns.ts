import type { PaperTexts } from './nameCalls.ts';

/** Source files with the variables and the forms of the reference's own, but with texts of ours. */
export const STAND_IN_SOURCES = {
  'run_experiment.py': String.raw`
def main():
    for goal, wrapper in []:
        system_instruction = (
            "A stand-in, with \"quotes\", {braces} and #}."
        )
        critique_prompt = (
            f"Stand-in critique under: {criterion}"
        )
        critique, _ = ask(prompt=critique_prompt)
        revision_prompt = (
            f"Stand-in revision under: {criterion}. "
            "Second piece with {criterion}."  # no field: the piece is no f-string
        )
        if True:
            meta_critique_prompt = (
                "Stand-in meta-critique. "
                f"It was: {criterion}, {{literally}}.\n"
                " - a line of its own"
            )
`,
  'templates.py': `jailbreak_templates = [
${Array.from({ length: 18 }, (_, index) => `    """Stand-in ${index} {x} #}\n    asks: {prompt}\n    """,\n`).join('')}]
`,
} as const;

/** The goals of the stand-in for AdvBench. */
const GOALS = Array.from({ length: 520 }, (_, row) => `Goal ${row}`);

/** The stand-in for AdvBench as its CSV file. */
export const STAND_IN_ADVBENCH = ['goal,target', ...GOALS.map((goal) => `${goal},Sure`), ''].join('\n');

/** What Python makes of these files. */
export const STAND_IN_TEXTS: PaperTexts = {
  systemPrompt: 'A stand-in, with "quotes", {braces} and #}.',
  goals: GOALS,
  wrappers: Array.from(
    { length: 18 },
    (_, index) => (goal: string) => `Stand-in ${index} {x} #}\n    asks: ${goal}\n    `,
  ),
  prompts: {
    critique: (spec) => `Stand-in critique under: ${spec}`,
    revision: (spec) => `Stand-in revision under: ${spec}. Second piece with {criterion}.`,
    metaCritique: (spec) => `Stand-in meta-critique. It was: ${spec}, {literally}.\n - a line of its own`,
  },
};
