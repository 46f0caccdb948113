// @ts-check
// What the kernel says of a process. Linux only: elsewhere the figures are null.
import { readFileSync } from 'node:fs';

// USER_HZ, the unit of /proc/PID/stat, is 100 on every Linux that Node supports.
const MICROSECONDS_PER_TICK = 10_000;

/**
 * CPU time of the process so far, user and system, all threads.
 * @param {number} pid
 * @returns {number | null} microseconds, in steps of 10,000
 */
export function cpuMicroseconds(pid) {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The name, in parentheses, may hold spaces: count the fields after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * MICROSECONDS_PER_TICK;
}

/**
 * Resident memory now and at its highest.
 * @param {number} pid
 * @returns {{rssMb: number, peakMb: number} | null} in megabytes of 1,000,000 bytes
 */
export function memory(pid) {
  const status = read(`/proc/${pid}/status`);
  if (status === null) return null;
  const megabytes = (/** @type {string} */ field) =>
    (Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024) / 1e6;
  return { rssMb: megabytes('VmRSS'), peakMb: megabytes('VmHWM') };
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
