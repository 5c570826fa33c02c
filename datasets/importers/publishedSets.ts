import { basename } from 'node:path';
import type { SetName } from './converters.ts';

/** A file of a published set, at an address that never changes. */
interface PublishedFile {
  readonly name: string;
  readonly address: string;
  /** 64 hex digits. @default not known */
  readonly sha256?: string;
}

/** What an import writes: cases of our schema, wrappers of goals, or labelled responses for `metasc calibrate`. */
export type SetKind = 'cases' | 'wrappers' | 'responses';

export interface PublishedSet {
  readonly name: SetName;
  readonly kind: SetKind;
  /** What it is, in one line. */
  readonly title: string;
  readonly homepage: string;
  readonly licence: string;
  readonly citation: string;
  /** As published: of all files together, or of each with `rowsPerFile`. */
  readonly rows: number;
  /** Whether every file is a complete set. @default false */
  readonly rowsPerFile?: boolean;
  /** In the order in which their rows are written. */
  readonly files: readonly PublishedFile[];
  /** SHA-256 of other files with the same rows. */
  readonly copies?: readonly string[];
  /** How rows changed, besides their columns. */
  readonly notes?: readonly string[];
}

/** Name of the file that an import writes. */
export const outputFileOf = (kind: SetKind): string => `${kind}.csv`;

/** Where imports go, from the working directory. */
export const PUBLISHED_FOLDER = 'datasets/published';

const GITHUB = 'https://raw.githubusercontent.com';
const JAILBREAK_BENCH_DATA =
  'https://huggingface.co/datasets/JailbreakBench/JBB-Behaviors/resolve/886acc352a31533ffbcf4ef22c744658688086fc/data';
const JAILBREAK_BENCH = {
  kind: 'cases',
  homepage: 'https://huggingface.co/datasets/JailbreakBench/JBB-Behaviors',
  licence: 'MIT',
  citation:
    'Chao, Debenedetti, Robey, Andriushchenko, Croce, Sehwag, Dobriban, Flammarion, Pappas, Tramèr, Hassani, Wong: JailbreakBench: An Open Robustness Benchmark for Jailbreaking Large Language Models. NeurIPS 2024 Datasets and Benchmarks, arXiv:2404.01318.',
  rows: 100,
} as const;
const OR_BENCH_DATA =
  'https://huggingface.co/datasets/bench-llm/or-bench/resolve/e36d8b80e81837c8a8f264bbb2a49f1b32c7e272';
const OR_BENCH = {
  kind: 'cases',
  homepage: 'https://huggingface.co/datasets/bench-llm/or-bench',
  licence: 'CC BY 4.0',
  citation:
    'Cui, Chiang, Stoica, Hsieh: OR-Bench: An Over-Refusal Benchmark for Large Language Models. ICML 2025, arXiv:2405.20947.',
} as const;
const XSTEST = {
  homepage: 'https://github.com/paul-rottger/xstest',
  citation:
    'Röttger, Kirk, Vidgen, Attanasio, Bianchi, Hovy: XSTest: A Test Suite for Identifying Exaggerated Safety Behaviours in Large Language Models. NAACL 2024, arXiv:2308.01263.',
  rows: 450,
} as const;

/** BiGGen Bench has one file per task; the order is that of the whole set. */
const BIGGEN_TASKS = [
  'knowledge_unlearning',
  'if_else_statements',
  'mentioning_potential_harm',
  'safety_alignment',
  'honesty',
  'keep_a_secret',
  'determine_what_is_wrong',
  'moral_belief',
];

const XSTEST_COMPLETIONS = {
  gpt4: '71af323af8ecdec0efae23992317721441d2cfedddedeef3248f842f4e15c9ca',
  llama2orig: 'cbc52550e8ba8197a3e3d97a5af078d27bae4766737cd62df80270126a87ffc6',
  mistralinstruct: '6a146b65a5b96ec8249729bc2db459697175125998d7cbbcc88f7688ecf31dad',
};

/**
 * The published sets that can be imported. None of their rows are in this package.
 *
 * *Source* of the hashes and rows: the files at the addresses (AILuminate, FORTRESS, metasc-templates, XSTest, its
 * completions), the copies, or copies in other public repositories that have the pinned hash: of AdvBench (andyrdt's
 * refusal_direction, `dataset/raw/advbench.csv`), HarmBench (PKU-Alignment's eval-anything,
 * `harmbench_behaviors_text_all.csv`), StrongREJECT (AdversariaLLM, `strongreject_dataset.csv`) and JailbreakBench's
 * harmful part (CodeAttack, `data/jailbreakbench.csv`). No file could be had of JailbreakBench's benign part and of
 * OR-Bench: public projects pin these hashes, more than five for JailbreakBench and OR-Bench hard, two for OR-Bench toxic.
 */
export const PUBLISHED_SETS: readonly PublishedSet[] = [
  {
    name: 'advbench',
    kind: 'cases',
    title: 'AdvBench, harmful behaviours: goals, asked for openly',
    homepage: 'https://github.com/llm-attacks/llm-attacks',
    licence: 'MIT',
    citation:
      'Zou, Wang, Carlini, Nasr, Kolter, Fredrikson: Universal and Transferable Adversarial Attacks on Aligned Language Models. arXiv:2307.15043, 2023.',
    rows: 520,
    files: [
      fileAt(
        `${GITHUB}/llm-attacks/llm-attacks/098262edf85f807224e70ecd87b9d83716bf6b73/data/advbench/harmful_behaviors.csv`,
        '6cd1a5c63c07610d7eb67307772ee5606017ee950b5770ab288a2c487489d3e1',
      ),
    ],
    copies: ['5c9d87515c4d431c3614f25a0af7a462eabdfa6035aa35d746e64159823836e3'],
    notes: [
      'The number in an id is the data row of the source, from 0.',
      'The set has no categories: all are `harmful-behaviour`. The targets (how an answer that complies begins) are left out.',
    ],
  },
  {
    name: 'metasc-templates',
    kind: 'wrappers',
    title: "MetaSC's reference code: jailbreak templates, prompts, system prompt",
    homepage: 'https://github.com/vicgalle/meta-self-critique',
    licence: 'Apache-2.0',
    citation:
      'Gallego: MetaSC: Test-Time Safety Specification Optimization for Language Models. ICLR 2025 Workshop on Foundation Models in the Wild, arXiv:2502.07985.',
    rows: 18,
    files: [
      fileAt(
        `${GITHUB}/vicgalle/meta-self-critique/6eb339394cfff7ed19656c50277288c36ce62bcd/templates.py`,
        '174f70b527a1a85a44dcbdca648ce9fe809f219bd579d1db621b5f321a6061ab',
      ),
      fileAt(
        `${GITHUB}/vicgalle/meta-self-critique/6eb339394cfff7ed19656c50277288c36ce62bcd/run_experiment.py`,
        '6ffb1d12e28db7b4cf7a0bb826e90be21ff8ef92710dd723e0e8c41b6f02201b',
      ),
    ],
    copies: ['3e608b9a2eebd20e50280f26f1637e8bad02ec0706895054e9c030ad0771d279'],
    notes: [
      'The order is that of the source: the paper puts row k into template k mod 18.',
      '`{prompt}` became `{{ goal }}`; every other character is unchanged, trailing spaces included.',
      'Of the script, the three prompts and the system prompt are taken: `{criterion}` became `{{ spec }}`; every other character is unchanged.',
    ],
  },
  {
    name: 'biggen-safety',
    kind: 'cases',
    title: 'BiGGen Bench, capability safety: tasks, each with system prompt, reference answer and rubric',
    homepage: 'https://huggingface.co/datasets/prometheus-eval/BiGGen-Bench',
    licence: 'CC BY-SA 4.0',
    citation:
      'Kim, Suk, Cho, Longpre, Kim, Yoon, Son, Cho, Shafayat, Baek, et al.: The BiGGen Bench: A Principled Benchmark for Fine-grained Evaluation of Language Models with Language Models. arXiv:2406.05761, 2024.',
    rows: 79,
    files: BIGGEN_TASKS.map((task) => ({
      name: `${task}.json`,
      address: `${GITHUB}/prometheus-eval/prometheus-eval/af610c7dadd0ab49b3326d0e86f097c5df8b7082/BiGGen-Bench/tasks/safety/${task}/data.json`,
    })),
    copies: ['018a4a9bf87ff1869ef1e7a752df25ccdec219d9dd5528b17539af642d333750'],
    notes: ['The category is the task. The set does not state whether a request is harmful.'],
  },
  {
    ...XSTEST,
    name: 'xstest',
    kind: 'cases',
    title: 'XSTest: safe prompts that look unsafe, and unsafe contrasts',
    licence: 'CC BY 4.0',
    files: [
      fileAt(
        `${GITHUB}/paul-rottger/xstest/475f10bf0a3d6a9dfb174b6de1a38afbfdff98a5/xstest_prompts.csv`,
        '11783fb294ed017473ee53c207d71f2161c7672c8d0b037501e78387f801cb5a',
      ),
    ],
    notes: ['Label safe became harmful false, expected answer; unsafe became harmful true, expected refuse.'],
  },
  {
    ...XSTEST,
    name: 'xstest-completions',
    kind: 'responses',
    title: "XSTest: three models' completions with people's labels",
    licence: "Prompts and labels CC BY 4.0; completions under OpenAI's, Meta's and Mistral's terms",
    rowsPerFile: true,
    files: Object.entries(XSTEST_COMPLETIONS).map(([model, sha256]) =>
      fileAt(
        `${GITHUB}/paul-rottger/xstest/a3bb396ddc1939c6f264f17b7cf5b7a5d82833de/model_completions/xstest_v2_completions_${model}.csv`,
        sha256,
      ),
    ),
    notes: [
      'The label is the final one: `1_full_compliance` became compliance, `2_full_refusal` full, `3_partial_refusal` partial.',
      'Measure a judge with `metasc calibrate --assertion refusal --data responses.csv`.',
    ],
  },
  {
    ...JAILBREAK_BENCH,
    name: 'jailbreakbench-harmful',
    title: 'JailbreakBench behaviours, harmful',
    files: [
      fileAt(
        `${JAILBREAK_BENCH_DATA}/harmful-behaviors.csv`,
        '4a8ec6832056b631eb092dccc60d37a61c3d441268268888b3d006288afeffa1',
      ),
    ],
    notes: ['Part of it comes from AdvBench and from TDC/HarmBench: see the tag `source`.'],
  },
  {
    ...JAILBREAK_BENCH,
    name: 'jailbreakbench-benign',
    title: 'JailbreakBench behaviours, benign: same topics, no harm',
    files: [
      fileAt(
        `${JAILBREAK_BENCH_DATA}/benign-behaviors.csv`,
        '3cda234d21a991fa309bbfea4b6d9dae31ccdf8e9d452424b6a983e4fdc33468',
      ),
    ],
  },
  {
    name: 'harmbench',
    kind: 'cases',
    title: 'HarmBench, text behaviours: standard, contextual and copyright',
    homepage: 'https://github.com/centerforaisafety/HarmBench',
    licence: 'MIT',
    citation:
      'Mazeika, Phan, Yin, Zou, Wang, Mu, Sakhaee, Li, Basart, Li, Forsyth, Hendrycks: HarmBench: A Standardized Evaluation Framework for Automated Red Teaming and Robust Refusal. ICML 2024, arXiv:2402.04249.',
    rows: 400,
    files: [
      fileAt(
        `${GITHUB}/centerforaisafety/HarmBench/8e1604d1171fe8a48d8febecd22f600e462bdcdd/data/behavior_datasets/harmbench_behaviors_text_all.csv`,
        '8d81accedd38eaaf8b760618622bb888417d1fd0c86eba65c427a16f1cbb4afc',
      ),
    ],
    notes: [
      'A context stands before its behaviour, with a line `---` between them, as in HarmBench’s direct requests.',
      'Copyright behaviours (tag `functional:copyright`) are harmful and expect a refusal, as published; HarmBench itself scores them by comparing with the protected text.',
    ],
  },
  {
    name: 'strongreject',
    kind: 'cases',
    title: 'StrongREJECT: forbidden prompts of six categories',
    homepage: 'https://github.com/alexandrasouly/strongreject',
    licence: 'MIT; prompts from earlier work under their own licences (tag source)',
    citation:
      'Souly, Lu, Bowen, Trinh, Hsieh, Pandey, Abbeel, Svegliato, Emmons, Watkins, Toyer: A StrongREJECT for Empty Jailbreaks. NeurIPS 2024 Datasets and Benchmarks, arXiv:2402.10260.',
    rows: 313,
    files: [
      fileAt(
        `${GITHUB}/alexandrasouly/strongreject/f7cad6c17e624e21d8df2278e918ae1dddb4cb56/strongreject_dataset/strongreject_dataset.csv`,
        '4dd70357e4ff8b5d0ba5ebafecab5d6dd5633ce8046e3dd1c8bd93e64de44381',
      ),
    ],
    notes: ['The number in an id is the data row of the source, from 0.'],
  },
  {
    name: 'ailuminate',
    kind: 'cases',
    title: 'AILuminate 1.0, demo prompts in American English: requests of twelve hazards',
    homepage: 'https://github.com/mlcommons/ailuminate',
    licence: 'CC BY 4.0',
    citation:
      'Ghosh, Frase, Williams, Luger, Röttger, Barez, McGregor, Fricklas, Kumar, Feuillade-Montixi, et al.: AILuminate: Introducing v1.0 of the AI Risk and Reliability Benchmark from MLCommons. arXiv:2503.05731, 2025.',
    rows: 1200,
    files: [
      fileAt(
        `${GITHUB}/mlcommons/ailuminate/769cc2be9d20c8d4fb26ce53b68865ed41dfb8e2/airr_official_1.0_demo_en_us_prompt_set_release.csv`,
        '63e2b654325c5405096fabf28ef5f057b0ad674904b1839fd1f52b523e324d02',
      ),
    ],
    notes: [
      'The category is the hazard, in the abbreviations of the set.',
      'All are harmful and expect a refusal. AILuminate itself asks only whether the answer is a violation, and good advice with its caveats is none (categories `spc_…`): read `harm` there, not `refusal`.',
    ],
  },
  {
    ...OR_BENCH,
    name: 'or-bench-hard',
    title: 'OR-Bench hard: harmless requests that look harmful and that strong models decline',
    rows: 1319,
    files: [
      fileAt(
        `${OR_BENCH_DATA}/or-bench-hard-1k.csv`,
        'a6e2f1166416efe5901f3bb05c47dc92ab3aca3acfe143693d38b8057d841e6d',
      ),
    ],
    notes: [
      'The number in an id is the data row of the source, from 0. The file is called 1k and has 1,319 rows.',
      'Models wrote the requests and judged them harmless; no person checked each one.',
    ],
  },
  {
    ...OR_BENCH,
    name: 'or-bench-toxic',
    title: 'OR-Bench toxic: harmful requests of the same ten categories',
    rows: 655,
    files: [
      fileAt(`${OR_BENCH_DATA}/or-bench-toxic.csv`, '3be45901faae3b4b2b51bf7f8a2784c1650a1cc8c631dbc8b171d5312d4e0057'),
    ],
    notes: ['The number in an id is the data row of the source, from 0.'],
  },
  {
    name: 'fortress',
    kind: 'cases',
    title: 'FORTRESS, public part: 500 adversarial requests with checklists, each with a benign twin',
    homepage: 'https://huggingface.co/datasets/ScaleAI/fortress_public',
    licence: 'CC BY 4.0; its owners allow safety evaluations only, and prohibit adversarial training and research',
    citation:
      'Knight, Deshpande, Sirdeshmukh, Mankikar, Scale Red Team, SEAL Research Team, Michael: FORTRESS: Frontier Risk Evaluation for National Security and Public Safety. arXiv:2506.14922, 2025.',
    rows: 1000,
    files: [
      fileAt(
        `${GITHUB}/ekwinox117/fortress-safety-benchmark/28f36bd38b8351c9055342c726a714a31522da78/data/prompts_set.jsonl`,
        'b99c5419daa65b56bc1f1a9c57d62621b4207d19bc9456021039251e15c31175',
      ),
    ],
    notes: [
      "The file is that of an author's evaluation code, in JSON Lines, with the fields of the set at its home. The licence is that of the home; the code states none.",
      'A line of the source became two cases: the adversarial request, and its benign twin (id with `-benign`), which expects an answer.',
      'The rubric became a checklist on which no is the good answer: the score is 1 minus the published risk score, and a refusal gets all of it. Numbers before questions are left out.',
    ],
  },
];

/** undefined for an unknown name. */
export function findPublishedSet(name: string): PublishedSet | undefined {
  return PUBLISHED_SETS.find((set) => set.name === name);
}

function fileAt(address: string, sha256: string): PublishedFile {
  return { name: basename(address), address, sha256 };
}
