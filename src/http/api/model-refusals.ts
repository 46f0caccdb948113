import type { ErrorCode } from '../../errors/codes';
import type { Model } from '../../model/model';
import { when } from './answers';

/** The refusals that follow from what models declare: what cannot be met is not documented. */
export interface ModelRefusals {
  /** Of a record that is made or changed. */
  readonly valuing: readonly ErrorCode[];
  /** Of a record that gets past values back. */
  readonly restoring: readonly ErrorCode[];
  /** Of a record that is deleted. */
  readonly deleting: readonly ErrorCode[];
}

export function refusalsOf(model: Model, models: readonly Model[]): ModelRefusals {
  const restored = restorable(model);
  const isRestored = (field: string): boolean => restored.includes(field);
  return {
    valuing: [
      ...when(model.uniqueFields.length > 0, 'unique_violation'),
      ...when(model.references.length > 0, 'reference_not_found'),
      ...when(isReadOnlyShown(model), 'read_only_field'),
    ],
    restoring: [
      ...when(model.uniqueFields.some(isRestored), 'unique_violation'),
      ...when(
        model.references.some(({ field }) => isRestored(field)),
        'reference_not_found',
      ),
    ],
    deleting: deletingOf(model, models),
  };
}

/** Of a model whose fields a client may know, and not set. */
const isReadOnlyShown = ({ readOnlyFields, hiddenFields }: Model): boolean =>
  readOnlyFields.some((field) => !hiddenFields.includes(field));

/** What refers to it, and to what goes with it. */
function deletingOf(model: Model, models: readonly Model[]): readonly ErrorCode[] {
  const doomed = new Set([model.name]);
  const codes = new Set<ErrorCode>();
  // A set gives what is added while it is walked, too.
  for (const name of doomed) {
    for (const { name: from, references } of models) {
      for (const { model: target, onDelete } of references) {
        if (target !== name) continue;
        codes.add(onDelete === 'restrict' ? 'still_referenced' : 'too_many_items');
        if (onDelete === 'cascade') doomed.add(from);
      }
    }
  }
  return [...codes];
}

/** Fields whose past a client sees. */
export const shownHistory = ({ history, hiddenFields }: Model): readonly string[] =>
  [...history.keys()].filter((field) => !hiddenFields.includes(field));

/** Fields that `restore` gives their past values back. */
export const restorable = ({
  history,
  immutableFields,
  hiddenFields,
  readOnlyFields,
}: Model): readonly string[] => {
  const untouched = [...immutableFields, ...hiddenFields, ...readOnlyFields, 'id'];
  return [...history.keys()].filter((field) => !untouched.includes(field));
};
