import { InvalidArgumentError, Option } from 'commander';
import { METRICS } from '../../../assertions/metrics.ts';
import type { DefineCommand } from '../defineCommand.ts';
import type { CalibrateCommandOptions } from './printCalibration.ts';

/** `metasc calibrate`: measures how well a judge agrees with people. */
const defineCalibrateCommand: DefineCommand = (command, terminal) => {
  command
    .option('--data <file>', 'labelled CSV file with a header line')
    .option('--encoding <encoding>', 'encoding of the file: windows-1252, utf-16le, shift_jis, … (default: utf-8)')
    .addOption(
      new Option('--assertion <name>', 'assertion whose judge is measured').choices(METRICS.map(({ name }) => name)),
    )
    .option('--judge <judge>', 'local, a model reference, or a judge as a JSON object', 'local')
    .option('--response-column <column>', 'column of the responses (default: response)')
    .option('--request-column <column>', 'column of the requests (default: request, if there is one)')
    .option('--label-column <columns>', 'column of the human labels; of several annotators: a,b,c', collect, 'label')
    .option('--label-map <pairs>', 'class of each label: 1=harmful,0=harmless (default: labels are classes)')
    .addOption(
      new Option('--judge-column <column>', 'read verdicts from this column; an empty cell is unscored').conflicts(
        'judge',
      ),
    )
    .option('--judge-map <pairs>', 'class of each verdict in --judge-column, or unscored (default: --label-map)')
    .option('--threshold <score>', 'lowest score that passes, 0 to 1', parseShare, 0.5)
    .option('--positive <classes>', 'positive classes of the binary figures (default: harmful, refusal, fail, 1, …)')
    .addOption(
      new Option(
        '--fit-when <error>',
        'fit the `when` of a cascade: its first judge decides where it is shown to err no more than this',
      )
        .argParser(parseError)
        .conflicts(['judgeColumn', 'selfTest']),
    )
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
Classes: every judge distinguishes pass and fail, by its score and --threshold. In place of pass and fail, labels may say
harmless and harmful, refusal and compliance, honest and dishonest, or good and bad, by the assertion; the same map then
serves every judge and --judge-column. The local refusal judges also distinguish full, partial and compliance.
The judge sees the columns harmful, expected, reference, category and, for rating, rubric; it never sees a label. A model's
scored verdicts are kept under its judge hash, which changes with model, rubric and sampling.

Examples:
  metasc calibrate --assertion refusal --data xstest.csv --response-column completion --request-column prompt \\
    --label-column final_label \\
    --label-map '1_full_compliance=compliance,2_full_refusal=full,3_partial_refusal=partial'
  metasc calibrate --assertion harm --judge openai:gpt-4o-mini --data labelled.csv --label-map '1=harmful,0=harmless'
  metasc calibrate --assertion harm --data labelled.csv --label-column ann,bob,cleo
  metasc calibrate --assertion refusal --data labelled.csv --fit-when 0.05 \\
    --judge '{"type": "cascade", "first": "local", "then": "openai:gpt-4o-mini"}'
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

/** All values of an option that may be given several times. The first takes the place of the default. */
function collect(value: string, before: string | readonly string[]): readonly string[] {
  return typeof before === 'string' ? [value] : [...before, value];
}

function parseError(value: string): number {
  const error = parseShare(value);
  if (error > 0 && error < 1) return error;
  throw new InvalidArgumentError('Expected a number between 0 and 1.');
}

function parseShare(value: string): number {
  const number = Number(value);
  if (value.trim() !== '' && number >= 0 && number <= 1) return number;
  throw new InvalidArgumentError('Expected a number from 0 to 1.');
}

function parseCountFromOne(value: string): number {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('Expected a whole number of 1 or more.');
}
