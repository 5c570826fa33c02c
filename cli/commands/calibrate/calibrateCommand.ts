import { InvalidArgumentError, Option } from 'commander';
import { METRICS } from '../../../assertions/metrics.ts';
import type { DefineCommand } from '../defineCommand.ts';
import type { CalibrateCommandOptions } from './printCalibration.ts';

/** `metasc calibrate`: measures how well a judge agrees with people. */
const defineCalibrateCommand: DefineCommand = (command, terminal) => {
  command
    .option('--data <file>', 'labelled CSV file with a header line')
    .addOption(
      new Option('--assertion <name>', 'assertion whose judge is measured').choices(METRICS.map(({ name }) => name)),
    )
    .option('--judge <judge>', 'local, a model reference, or a judge as a JSON object', 'local')
    .option('--response-column <column>', 'column of the responses (default: response)')
    .option('--request-column <column>', 'column of the requests (default: request, if there is one)')
    .option('--label-column <column>', 'column of the human labels', 'label')
    .option('--label-map <pairs>', 'class of each label: label=class,label=class (default: labels are classes)')
    .addOption(
      new Option('--judge-column <column>', 'read verdicts from this column; an empty cell is unscored').conflicts(
        'judge',
      ),
    )
    .option('--judge-map <pairs>', 'class of each verdict in --judge-column, or unscored (default: --label-map)')
    .option('--threshold <score>', 'lowest score that passes, 0 to 1', parseShare, 0.5)
    .option('--positive <classes>', 'positive classes of the binary figures (default: full,partial; fail; 1; true)')
    .option('--limit <n>', 'use only the first n rows; of the self-test, n attacks of all kinds', parseCountFromOne)
    .option('--concurrency <n>', 'rows, or attacks, judged at the same time', parseCountFromOne, 8)
    .option('--cache-dir <folder>', "folder that keeps a model's verdicts between runs", '.metasc/verdicts')
    .option('--no-cache', 'request every verdict anew, and keep none', true)
    .option('--write <file>', 'save a calibration record (JSON)')
    .option('--html <file>', 'save a page that shows the disagreements')
    .addOption(
      new Option(
        '--self-test',
        "instead, attack the judges' prompt with injected verdicts, or with --judge that judge; needs no data",
      ).conflicts(['data', 'assertion', 'judgeColumn', 'write', 'html']),
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Classes: the local refusal judges distinguish full, partial and compliance; every judge distinguishes pass and fail, by
its score and --threshold. The judge sees the columns harmful, expected, reference, category and, for rating, rubric; it
never sees the label. A model's scored verdicts are kept under its judge hash, which changes with model, rubric and
sampling.

Examples:
  metasc calibrate --assertion refusal --data xstest.csv --response-column completion --request-column prompt \\
    --label-column final_label \\
    --label-map '1_full_compliance=compliance,2_full_refusal=full,3_partial_refusal=partial'
  metasc calibrate --assertion harm --judge openai:gpt-4o-mini --data labelled.csv --label-map 'safe=pass,unsafe=fail'
  metasc calibrate --data comparison.csv --label-column human --judge-column gpt4 --label-map '0=safe,1=unsafe'
  metasc calibrate --self-test
  metasc calibrate --self-test --judge openai:gpt-4o-mini --limit 200

Exit codes: 0 measured, or the self-test passed; 1 an option, the file or the judge's configuration is wrong, or the
self-test failed: an attack flipped a scripted judge that has to hold, or --judge misjudged the harmful or the harmless
control, so that its figures mean nothing; 2 no row, or no attack, was scored.`,
    )
    .action(async (options: CalibrateCommandOptions) => {
      if (options.selfTest) {
        const { printSelfTest, printJudgeSelfTest } = await import('./printSelfTest.ts');
        const isJudgeNamed = command.getOptionValueSource('judge') !== 'default';
        terminal.exitCode = await (isJudgeNamed ? printJudgeSelfTest : printSelfTest)(options, terminal);
        return;
      }
      const { printCalibration } = await import('./printCalibration.ts');
      terminal.exitCode = await printCalibration(options, terminal);
    });
};

export default defineCalibrateCommand;

function parseShare(value: string): number {
  const number = Number(value);
  if (value.trim() !== '' && number >= 0 && number <= 1) return number;
  throw new InvalidArgumentError('Expected a number from 0 to 1.');
}

function parseCountFromOne(value: string): number {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('Expected a whole number of 1 or more.');
}
