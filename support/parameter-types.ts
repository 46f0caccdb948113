import { defineParameterType } from '@cucumber/cucumber';

// French figures: « 10 000 » (normal, no-break or narrow no-break space), « 0,5 », « 30 s », «
// 10 Ko ».
const GROUPED = '\\d{1,3}(?:[ \\u00a0\\u202f]\\d{3})+|\\d+';

const whole = (text: string): number => Number(text.replace(/[ \u00a0\u202f]/g, ''));
const decimal = (text: string): number =>
  Number(text.replace(/[ \u00a0\u202f]/g, '').replace(',', '.'));

const MS_PER_UNIT: Record<string, number> = { ms: 1, s: 1000, min: 60_000 };
const BYTES_PER_UNIT: Record<string, number> = { o: 1, Ko: 1000, Mo: 1_000_000, Go: 1_000_000_000 };

/** Reads a figure followed by a unit, « 1,5 s », with the value of each unit. */
function withUnit(text: string, units: Record<string, number>): number {
  const unit = /[A-Za-z]+$/.exec(text)?.[0] ?? '';
  return decimal(text.slice(0, -unit.length).trim()) * (units[unit] ?? Number.NaN);
}

defineParameterType({ name: 'entier', regexp: new RegExp(GROUPED), transformer: whole });
defineParameterType({
  name: 'décimal',
  regexp: new RegExp(`(?:${GROUPED})(?:,\\d+)?`),
  transformer: decimal,
});
defineParameterType({
  name: 'durée',
  regexp: new RegExp(`(?:${GROUPED})(?:,\\d+)?[ \\u00a0\\u202f](?:ms|s|min)`),
  transformer: (text: string) => withUnit(text, MS_PER_UNIT),
});
defineParameterType({
  name: 'octets',
  regexp: new RegExp(`(?:${GROUPED})(?:,\\d+)?[ \\u00a0\\u202f](?:o|Ko|Mo|Go)`),
  transformer: (text: string) => withUnit(text, BYTES_PER_UNIT),
});
defineParameterType({ name: 'signal', regexp: /SIG[A-Z]+/, transformer: (text: string) => text });
