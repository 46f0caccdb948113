// @ts-check

/** @param {import('./tables.mjs').Table} table */
export function terminalTable({ title, note, header, rows }) {
  const widths = header.map((_, i) =>
    Math.max(...[header, ...rows].map((row) => row[i].length)),
  );
  const line = (/** @type {string[]} */ row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join('  ')
      .trimEnd();
  const rule = '─'.repeat(line(header).length);
  return ['', title, ...(note ? [note] : []), rule, line(header), ...rows.map(line)].join('\n');
}
