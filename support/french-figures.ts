const WHOLE = new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 0 });
const FINE = new Intl.NumberFormat('fr-FR', { maximumSignificantDigits: 3 });

/** 12345.6 → « 12 346 », 0.1234 → « 0,123 ». */
export function frenchFigure(value: number): string {
  return Math.abs(value) >= 100 ? WHOLE.format(value) : FINE.format(value);
}

export const frenchMs = (ms: number): string => `${frenchFigure(ms)} ms`;
export const frenchRate = (perSecond: number): string => `${frenchFigure(perSecond)} req/s`;
export const frenchPercent = (share: number): string => `${frenchFigure(share * 100)} %`;
export const frenchMegabytes = (bytes: number): string => `${frenchFigure(bytes / 1e6)} Mo`;
