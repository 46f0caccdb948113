import pino, { type Logger } from 'pino';
import type { LogLevel } from '../config/settings';

/** JSON lines on standard error, written at once: a process that dies has said why. */
export function makeLogger(level: LogLevel): Logger {
  return pino({ level, base: { pid: process.pid } }, pino.destination({ dest: 2, sync: true }));
}
