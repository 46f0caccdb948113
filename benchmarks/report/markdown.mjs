// @ts-check
import { goalsTable, tablesOf } from './tables.mjs';

const METHOD = `\
Every contender is a child process on 127.0.0.1, started afresh for each measure, and takes its
turn in each round (A B C D, A B C D …). All of them receive the same JSON and give the same
answers: 201, \`Location\`, \`ETag\` and the record with its id. The load is autocannon, in a
process of its own; connections are warmed up first, except where a fresh server is the point. A
rate counts only requests answered 2xx, from the first send to the last answer; after each write
the server's own count must equal what was acknowledged, or the run fails. Figures are medians
over the rounds; a ratio is the median of the ratios within each round. \`µs CPU\` is the
processor time of the server, read from the kernel: the least noisy figure on a shared machine;
“CPU ÷ bare” compares it (1 = as frugal as bare node:http). \`503\` counts requests refused as
more than the server would take: they are in no rate. \`client\` is the share of a core that the
load process used: above 0.90 (marked !) the client, not the server, may be what was measured.`;

/**
 * @param {import('./publish.mjs').Results} results
 * @param {import('./summary.mjs').Summary} summary
 */
export function markdown({ machine, plan, rounds, seconds, failures }, summary) {
  const packages = Object.entries(machine.packages).map(([name, v]) => `${name} ${v}`).join(', ');
  const facts = [
    ['date', machine.date],
    ['commit', machine.commit],
    ['Node.js', machine.node],
    ['machine', `${machine.cpu}, ${machine.memoryGb} GB, ${machine.system}`],
    ['disk', `${machine.syncsPerSecond} × (write 250 B + fdatasync) a second`
      + (machine.isDiskReal ? '' : ' — A FILE SYSTEM IN MEMORY: `disk` means nothing here')],
    ['load before', String(machine.loadBefore)],
    ['durability levels', '`memory`, `os`, `disk`; reads, mixed, restart, memory, engine: `disk`'],
    ['rounds', `${rounds} of ${plan.rounds}${plan.isQuick ? ' (--quick)' : ''}, `
      + `${Math.round(seconds)} s in all`],
    ['packages', packages],
  ];
  return [
    '# Results\n',
    '_Written by `npm run bench`; how to read it: [README.md](README.md)._\n',
    facts.map(([name, value]) => `- ${name}: ${value}`).join('\n'),
    '',
    ...(failures.length > 0
      ? ['## FAILED\n', ...failures.map((text) => `- ${text.split('\n', 1)[0]}`), '']
      : []),
    '![Rates by workload](results.svg)\n',
    ...[goalsTable(summary), ...tablesOf(summary)].flatMap(({ title, note, header, rows }) => [
      `## ${title}\n`,
      ...(note ? [`${note}\n`] : []),
      layout(header, rows),
    ]),
    '## Method\n',
    `${METHOD}\n`,
  ].join('\n');
}

/** @param {string[]} header @param {string[][]} rows */
function layout(header, rows) {
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
  const rule = header.map((_, i) => (i === 0 ? '---' : '---:'));
  return `${[line(header), line(rule), ...rows.map(line)].join('\n')}\n`;
}
