// @ts-check
// Numbers as the tables write them.

/** A rate: slow ones keep a decimal. @param {number} value */
export const rate = (value) => (value < 20 ? short(value) : whole(value));

/** @param {number} value */
export const whole = (value) =>
  Number.isFinite(value) ? Math.round(value).toLocaleString('en-US') : '–';

/** Three significant digits or so. @param {number | null | undefined} value */
export function short(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 100) return whole(value);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

/** A client that needs its whole core is measured itself: marked. @param {number} [share] */
export function cpuShare(share) {
  if (share === undefined || !Number.isFinite(share)) return '–';
  return share.toFixed(2) + (share > 0.9 ? ' !' : '');
}
