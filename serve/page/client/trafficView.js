// @ts-check

import { element } from '../../../foundation/page/dom.js';
import { counted, showSeconds, showSection, showTable, showTime } from './shownValues.js';

/** @typedef {import('../../traffic.ts').ProfileTraffic} ProfileTraffic */
/**
 * @typedef {object} Traffic
 * @property {string} since
 * @property {number} inFlight
 * @property {readonly { readonly label: string, readonly runs: string, readonly model: string }[]} profiles
 * @property {readonly ProfileTraffic[]} traffic
 */

/** @param {Traffic} traffic */
export function trafficSection({ since, inFlight, profiles, traffic }) {
  const sum = element('p', {}, [
    `${counted(inFlight, 'request')} in flight. Counts begin with the server, `,
    showTime(since),
    '.',
  ]);
  const quiet = traffic.every(({ requests }) => requests.length === 0);
  return showSection('traffic', 'Traffic', [
    sum,
    profilesTable(profiles, traffic),
    element('p', { class: 'note' }, [
      'Changed are answers that differ from the response. Times to an answer are estimates from the histogram of /metrics.',
    ]),
    ...(quiet
      ? [element('p', {}, ['No request has come yet.'])]
      : [element('div', { class: 'pair' }, [requestsTable(traffic), phasesTable(traffic)])]),
  ]);
}

/** @param {string} profile */
const nameOf = (profile) => (profile === '' ? '(unknown)' : profile);

/** @param {Traffic['profiles']} profiles @param {readonly ProfileTraffic[]} traffic */
function profilesTable(profiles, traffic) {
  const columns = [
    { title: 'Profile' },
    ...['Answered', 'Changed', 'Median', '90 %', '99 %', 'Prompt tokens', 'Completion tokens'].map((title) => ({
      title,
      isNumber: true,
    })),
    { title: 'Runs' },
  ];
  const rows = profiles.map(({ label, runs, model }) => {
    const own = traffic.find(({ profile }) => profile === label);
    const latency = own?.latency;
    return [
      label,
      (latency?.count ?? 0).toLocaleString('en'),
      (own?.changed ?? 0).toLocaleString('en'),
      ...(latency === undefined ? ['–', '–', '–'] : [latency.p50, latency.p90, latency.p99].map(showQuantile)),
      (own?.promptTokens ?? 0).toLocaleString('en'),
      (own?.completionTokens ?? 0).toLocaleString('en'),
      `${runs} over ${model}`,
    ];
  });
  return showTable('Profiles since the server started', columns, rows);
}

/** @param {number | null} seconds */
const showQuantile = (seconds) => (seconds === null ? '> 60 s' : showSeconds(seconds));

/** @param {readonly ProfileTraffic[]} traffic */
function requestsTable(traffic) {
  const columns = [
    { title: 'Profile' },
    { title: 'Mode' },
    { title: 'Outcome' },
    { title: 'Requests', isNumber: true },
  ];
  const rows = traffic.flatMap(({ profile, requests }) =>
    requests.map(({ mode, outcome, count }) => [nameOf(profile), mode, outcome, count.toLocaleString('en')]),
  );
  return showTable('Requests by outcome or fault', columns, rows);
}

/** @param {readonly ProfileTraffic[]} traffic */
function phasesTable(traffic) {
  const columns = [
    { title: 'Profile' },
    { title: 'Phase' },
    { title: 'Calls', isNumber: true },
    { title: 'Mean time', isNumber: true },
  ];
  const rows = traffic.flatMap(({ profile, phases }) =>
    phases.map(({ phase, calls, meanSeconds }) => [
      nameOf(profile),
      phase,
      calls.toLocaleString('en'),
      calls === 0 ? '–' : showSeconds(meanSeconds),
    ]),
  );
  return showTable('Calls of answered requests by phase', columns, rows);
}
