import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import nunjucks from 'nunjucks';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CONVERTERS, recogniseSets, type SetName } from '../../../datasets/importers/converters.ts';
import { type OutputTable, toCsv } from '../../../datasets/importers/outputTable.ts';
import { PUBLISHED_SETS } from '../../../datasets/importers/publishedSets.ts';
import { parseCases } from '../../../datasets/parseCases.ts';
import { STAND_IN_SOURCES, STAND_IN_TEXTS } from '../../support/paper/standIns.ts';
import { hasSharedDatasets, sharedDataset } from '../../support/sharedDatasets.ts';

const convert = (set: SetName, text: string, name = 'source') => CONVERTERS[set].convert({ file: name, name, text });
const cases = (table: OutputTable) => parseCases(Buffer.from(toCsv(table)), 'cases.csv');

describe('advbench', () => {
  it('numbers the goals by their data row and leaves the targets out', () => {
    expect(cases(convert('advbench', 'goal,target\n"Do a, then\nb","Sure, here"\nDo c,Sure\n'))).toEqual([
      {
        id: 'advbench-000',
        prompt: 'Do a, then\nb',
        category: 'harmful-behaviour',
        harmful: true,
        expected: 'refuse',
        tags: [],
      },
      expect.objectContaining({ id: 'advbench-001', prompt: 'Do c' }),
    ]);
  });
});

describe('xstest', () => {
  it('takes the label as the expected behaviour, and focus and note as tags', () => {
    const text =
      'id,prompt,type,label,focus,note\n7,Safe?,homonyms,safe,"blow up ",a b\n8,Not?,contrast_homonyms,unsafe,,\n';
    expect(cases(convert('xstest', text))).toEqual([
      {
        id: 'xstest-7',
        prompt: 'Safe?',
        category: 'homonyms',
        harmful: false,
        expected: 'answer',
        tags: ['focus:blow-up', 'note:a-b'],
      },
      { id: 'xstest-8', prompt: 'Not?', category: 'contrast_homonyms', harmful: true, expected: 'refuse', tags: [] },
    ]);
  });

  it('refuses a label that it does not know', () => {
    expect(() => convert('xstest', 'id,prompt,type,label,focus,note\n1,P,t,Safe,,\n')).toThrow(
      'line 2 (row 1): label: expected safe | unsafe, got "Safe"',
    );
  });
});

describe('xstest-completions', () => {
  const header = 'id,type,prompt,completion,annotation_1,annotation_2,agreement,final_label\n';

  it('names the model by its file and the labels as calibrate does', () => {
    const labels = ['1_full_compliance', '2_full_refusal', '3_partial_refusal'];
    const text = header + labels.map((label, row) => `v2-${row},t,P,"R\n${row}",x,y,TRUE,${label}\r\n`).join('');
    const { columns, rows } = convert('xstest-completions', text, 'xstest_v2_completions_some_model.csv');
    expect(columns).toEqual(['id', 'model', 'category', 'request', 'response', 'label']);
    expect(rows[0]).toEqual(['some-model-v2-0', 'some-model', 't', 'P', 'R\n0', 'compliance']);
    expect(rows.map((row) => row[5])).toEqual(['compliance', 'full', 'partial']);
  });

  it('refuses a row without a label', () => {
    expect(() => convert('xstest-completions', `${header}v2-1,t,P,R,x,y,TRUE,\n`)).toThrow(
      'final_label: expected 1_full_compliance | 2_full_refusal | 3_partial_refusal, got ""',
    );
  });
});

describe('jailbreakbench', () => {
  const text = 'Index,Goal,Target,Behavior,Category,Source\n0,Do it,Sure,Some Behavior,Fraud/Deception,Original\n';

  it.each([
    ['harmful', true, 'refuse'],
    ['benign', false, 'answer'],
  ] as const)('takes the %s goals', (part, harmful, expected) => {
    expect(cases(convert(`jailbreakbench-${part}`, text))).toEqual([
      {
        id: `jailbreakbench-${part}-0`,
        prompt: 'Do it',
        category: 'Fraud/Deception',
        harmful,
        expected,
        tags: ['behavior:some-behavior', 'source:original'],
      },
    ]);
  });
});

describe('harmbench', () => {
  const header = 'Behavior,FunctionalCategory,SemanticCategory,Tags,ContextString,BehaviorID\n';

  it('puts a context before its behaviour', () => {
    const text = `${header}Do it,standard,illegal,,,do_it\nUse this,contextual,illegal,"context, hash_check","A\nplan",Use_This\nSing,copyright,copyright,lyrics,,sing\n`;
    const [plain, contextual, copyright] = cases(convert('harmbench', text));
    expect(plain).toMatchObject({ id: 'harmbench-do_it', prompt: 'Do it', tags: ['functional:standard'] });
    expect(contextual).toMatchObject({
      id: 'harmbench-use_this',
      prompt: 'A\nplan\n\n---\n\nUse this',
      tags: ['functional:contextual', 'tag:hash-check'],
    });
    expect(copyright).toMatchObject({ harmful: true, expected: 'refuse', category: 'copyright' });
  });

  it('refuses a contextual behaviour without its context', () => {
    expect(() => convert('harmbench', `${header}Use this,contextual,illegal,,,u\n`)).toThrow(
      'ContextString: expected text because FunctionalCategory is contextual, got none',
    );
  });
});

describe('strongreject', () => {
  it('numbers the prompts by their data row', () => {
    expect(
      cases(convert('strongreject', 'category,source,forbidden_prompt\n"Hate, harassment",Some Set,Do it\n')),
    ).toEqual([
      {
        id: 'strongreject-000',
        prompt: 'Do it',
        category: 'Hate, harassment',
        harmful: true,
        expected: 'refuse',
        tags: ['source:some-set'],
      },
    ]);
  });
});

describe('ailuminate', () => {
  it('takes the hazard as the category, and persona and locale as tags', () => {
    const text =
      'release_prompt_id,prompt_text,hazard,persona,locale,prompt_hash\nAirr_1_0_7,"Do\nit",spc_hlt,skilled,en_US,00ff\n';
    expect(cases(convert('ailuminate', text))).toEqual([
      {
        id: 'ailuminate-airr_1_0_7',
        prompt: 'Do\nit',
        category: 'spc_hlt',
        harmful: true,
        expected: 'refuse',
        tags: ['persona:skilled', 'locale:en-us'],
      },
    ]);
  });

  it('refuses an id that is given twice', () => {
    const row = 'a_1,P,hte,skilled,en_US,00ff\n';
    const header = 'release_prompt_id,prompt_text,hazard,persona,locale,prompt_hash\n';
    expect(() => convert('ailuminate', header + row + row)).toThrow(/line 3 \(row 2\): release_prompt_id: .*a_1/);
  });
});

describe('or-bench', () => {
  it.each([
    ['hard', false, 'answer'],
    ['toxic', true, 'refuse'],
  ] as const)('numbers the %s requests by their data row', (part, harmful, expected) => {
    expect(cases(convert(`or-bench-${part}`, 'prompt,category\n"Do, please",self-harm\n'))).toEqual([
      { id: `or-bench-${part}-0000`, prompt: 'Do, please', category: 'self-harm', harmful, expected, tags: [] },
    ]);
  });

  it('refuses a category that the set does not have', () => {
    expect(() => convert('or-bench-hard', 'prompt,category\nP,homonyms\n')).toThrow(
      /line 2 \(row 1\): category: expected deception \| .* \| violence, got "homonyms"/,
    );
  });
});

describe('fortress', () => {
  const item = {
    ID: 15,
    adversarial_prompt: 'Do\nit',
    benign_prompt: 'Explain it',
    rubric: ['1. Does it say how?', '2.Does it say where?', '3 Does it say when?', 'Are 3 named?'],
    risk_domain: 'Some Domain (SD)',
    risk_subdomain: 'Some Kind: of this, and that',
  };
  const source = (...items: readonly unknown[]) => items.map((line) => `${JSON.stringify(line)}\n`).join('');

  it('makes a case with a checklist and its benign twin of each line', () => {
    expect(cases(convert('fortress', `${source(item)}\n`))).toEqual([
      {
        id: 'fortress-15',
        prompt: 'Do\nit',
        category: 'Some Domain (SD)',
        harmful: true,
        expected: 'by-rubric',
        rubric: {
          checklist: ['Does it say how?', 'Does it say where?', 'Does it say when?', 'Are 3 named?'].map(
            (question) => ({
              question,
              good: 'no',
            }),
          ),
        },
        tags: ['subdomain:some-kind'],
      },
      {
        id: 'fortress-15-benign',
        prompt: 'Explain it',
        category: 'Some Domain (SD)',
        harmful: false,
        expected: 'answer',
        tags: ['subdomain:some-kind'],
      },
    ]);
  });

  it('lists what is wrong with a line', () => {
    const faulty = { ...item, benign_prompt: ' ', rubric: item.rubric.slice(1) };
    const read = () => convert('fortress', source(item, faulty));
    expect(read).toThrow('line 2: benign_prompt: expected text that is not blank, got " "');
    expect(read).toThrow(/line 2: rubric: expected .*4/);
    expect(() => convert('fortress', source(item, item))).toThrow(
      'line 2: ID: expected a unique one, got 15 again (first in line 1)',
    );
  });

  it('names what it got instead, and a file that is cut off', () => {
    expect(() => convert('fortress', '{"a":1}')).toThrow('expected JSON Lines with ID, adversarial_prompt, ');
    expect(() => convert('fortress', source(item).slice(0, 40))).toThrow(
      /source: line 1: expected JSON, got: [\s\S]*may be cut off/,
    );
  });
});

describe('biggen-safety', () => {
  const rubric = {
    criteria: 'Good?',
    score1_description: 'one',
    score2_description: 'two',
    score3_description: 'three',
    score4_description: 'four',
    score5_description: 'five',
  };
  const instance = {
    capability: 'safety',
    task: 'some_task',
    instance_idx: 3,
    system_prompt: 'You are X.',
    input: 'Do\nit',
    reference_answer: 'Done',
    score_rubric: rubric,
  };

  it('keeps system prompt, reference and rubric', () => {
    expect(cases(convert('biggen-safety', JSON.stringify([{ ...instance, atomic_checklist: [] }])))).toEqual([
      {
        id: 'safety_some_task_3',
        prompt: 'Do\nit',
        category: 'some_task',
        expected: 'by-rubric',
        reference: 'Done',
        systemPrompt: 'You are X.',
        rubric: { question: 'Good?', levels: ['one', 'two', 'three', 'four', 'five'] },
        tags: [],
      },
    ]);
  });

  it('lists what is wrong with an instance', () => {
    const faulty = { ...instance, input: ' ', score_rubric: { ...rubric, score4_description: undefined } };
    const read = () => convert('biggen-safety', JSON.stringify([instance, faulty]));
    expect(read).toThrow('instance [1].input: expected text that is not blank, got " "');
    expect(read).toThrow('instance [1].score_rubric.score4_description: expected a value, got none');
    expect(() => convert('biggen-safety', JSON.stringify([instance, instance]))).toThrow(
      'instance [1]: expected a unique one, got safety_some_task_3 again (first in [0])',
    );
  });

  it('names what it got instead, and a file that is cut off', () => {
    expect(() => convert('biggen-safety', '["a {prompt}"]')).toThrow('got an array of values like "a {prompt}"');
    expect(() => convert('biggen-safety', '{"a":1}')).toThrow('got an object');
    expect(() => convert('biggen-safety', '[{"task":"a"')).toThrow(/expected JSON, got: [\s\S]*may be cut off/);
  });
});

describe('metasc-templates', () => {
  const plain = new nunjucks.Environment(null, { autoescape: false, throwOnUndefined: true });

  it('renders to the published template, whatever stands in it', () => {
    const text = fc.string({ unit: fc.constantFrom('{', '}', '%', '#', '-', '"', '\n', ' ', 'a', 'é') });
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.tuple(text, text).map((parts) => parts.join('{prompt}')),
          { minLength: 1 },
        ),
        (templates) => {
          const { rows } = convert('metasc-templates', JSON.stringify(templates));
          const rendered = rows.map(([, , template = '']) =>
            plain.renderString(template, { goal: 'G {{ x }} {prompt}' }),
          );
          // split and join: the goal itself is never looked at.
          expect(rendered).toEqual(templates.map((template) => template.split('{prompt}').join('G {{ x }} {prompt}')));
        },
      ),
    );
  });

  it('reads the Python module too, in its order', () => {
    const python = 'import os\njailbreak_templates = [\n    """Be X. {prompt}\n    """,\n    "Y: {prompt}",\n]\n';
    expect(convert('metasc-templates', python).rows).toEqual([
      ['template-00', 'published', 'Be X. {{ goal }}\n    '],
      ['template-01', 'published', 'Y: {{ goal }}'],
    ]);
  });

  const readTexts = (text: string) =>
    CONVERTERS['metasc-templates'].readTexts?.({ file: 'source', name: 'source', text });

  it("gives prompts and system prompt of the reference's script, which render to its texts", () => {
    const { 'prompts.yaml': yaml = '', 'system-prompt.txt': systemPrompt = '' } =
      readTexts(STAND_IN_SOURCES['run_experiment.py']) ?? {};
    const prompts = parse(yaml) as Record<string, string>;
    expect(Object.keys(prompts)).toEqual(['critique', 'revision', 'metaCritique']);
    for (const spec of ['safety', 'a {{ spec }} of "two"\nlines {criterion} {#']) {
      for (const [name, render] of Object.entries(STAND_IN_TEXTS.prompts)) {
        expect(plain.renderString(prompts[name] ?? '', { spec })).toBe(render(spec));
      }
    }
    expect(plain.renderString(systemPrompt, {})).toBe(`${STAND_IN_TEXTS.systemPrompt}\n`);
  });

  it('refuses a script that lacks a text or fills in anything but the spec, and leaves other files', () => {
    const script = STAND_IN_SOURCES['run_experiment.py'];
    expect(() => readTexts(script.replace('system_instruction', 'other'))).toThrow(
      'source: expected system_instruction = (…), got none',
    );
    expect(() => readTexts(script.replace('f"Stand-in critique under: {criterion}"', 'f"{goal}"'))).toThrow(
      'source: critique_prompt: expected no field but {criterion}, got {goal}',
    );
    expect(() => readTexts(script.replace('f"Stand-in revision', 'x + f"Stand-in revision'))).toThrow(
      /source: revision_prompt: line \d+: expected a string or \)/,
    );
    expect(readTexts(STAND_IN_SOURCES['templates.py'])).toBeUndefined();
    expect(readTexts('["a {prompt}"]')).toBeUndefined();
  });

  it('refuses a template without a place for the goal, a repeated one, and other files', () => {
    expect(() => convert('metasc-templates', '["a {prompt}", "b", "a {prompt}"]')).toThrow(
      /template 1: expected \{prompt\} in it, got none\n.*template 2: expected a unique one, got template 0 again/,
    );
    expect(() => convert('metasc-templates', 'goal,target\n')).toThrow(/got "goal,target"/);
    expect(() => convert('metasc-templates', 'jailbreak_templates = [\n"a {prompt}')).toThrow(
      /line 1: expected a string/,
    );
  });
});

describe('every published set', () => {
  it.each(Object.keys(CONVERTERS))('has its test here: %s', (name) => {
    const own = readFileSync(new URL(import.meta.url), 'utf8');
    expect(own).toContain(`describe('${name.replace(/^(jailbreakbench|or-bench)-.*/, '$1')}'`);
  });
});

describe('recogniseSets', () => {
  it.each([
    ['goal,target\n', ['advbench']],
    ['"id","prompt","type","label","focus","note"\r\n', ['xstest']],
    ['category,source,forbidden_prompt\n', ['strongreject']],
    ['Index,Goal,Behavior,Category,Source\n', ['jailbreakbench-harmful', 'jailbreakbench-benign']],
    ['prompt,category\n', ['or-bench-hard', 'or-bench-toxic']],
    ['{"adversarial_prompt":"a","rubric":[]}\n{', ['fortress']],
    ['["a {prompt}"]', ['metasc-templates']],
    ['{"a":1}\n', []],
    ['{', []],
    ['a,b\n', []],
    ['[', []],
  ])('recognises %s', (text, sets) => {
    expect(recogniseSets(text)).toEqual(sets);
  });
});

it('has a converter for every published set', () => {
  for (const { name } of PUBLISHED_SETS) expect(() => convert(name, '')).toThrow(/source: expected/);
});

describe.skipIf(!hasSharedDatasets)('the published files', () => {
  const real = (set: SetName, file: string) => convert(set, readFileSync(sharedDataset(file), 'utf8'), file);

  it('are converted completely', () => {
    expect(cases(real('advbench', 'advbench_harmful_behaviors.csv'))).toHaveLength(520);
    expect(real('metasc-templates', 'jailbreak_templates.json').rows).toHaveLength(18);
    expect(cases(real('biggen-safety', 'biggen_bench_safety.json'))).toHaveLength(79);
    const xsTest = cases(real('xstest', 'xstest_prompts.csv'));
    expect(xsTest).toHaveLength(450);
    expect(xsTest.filter(({ harmful }) => harmful)).toHaveLength(200);
  });

  it.each(['gpt4', 'llama2orig', 'mistralinstruct'])('of completions too (%s)', (model) => {
    const { rows } = real('xstest-completions', `xstest_v2_completions_${model}.csv`);
    expect(rows).toHaveLength(450);
    expect(new Set(rows.map((row) => row[5]))).toEqual(new Set(['compliance', 'full', 'partial']));
  });

  it('give the same templates in either form', () => {
    const texts = JSON.parse(readFileSync(sharedDataset('jailbreak_templates.json'), 'utf8')) as string[];
    const python = `jailbreak_templates = [\n${texts.map((text) => `    """${text}""",\n`).join('')}]\n`;
    expect(convert('metasc-templates', python)).toEqual(real('metasc-templates', 'jailbreak_templates.json'));
  });
});
