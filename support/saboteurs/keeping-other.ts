import type { Model } from 'lithair';

/** A model that keeps another number of versions than it says. */
export const keepingOther =
  (other: (versions: number) => number) =>
  (model: Model): Model => {
    const history = [...model.history].map(
      ([field, rule]) => [field, { ...rule, versions: other(rule.versions) }] as const,
    );
    return { ...model, history: new Map(history) };
  };
