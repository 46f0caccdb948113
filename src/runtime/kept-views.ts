import type { ViewDefinition } from '../model/view';
import type { SnapshotHeader } from '../storage/snapshot/snapshot-format';
import { fingerprintOf } from './fingerprint';

const known = new WeakMap<ViewDefinition, string>();

/** What a view is made by; another text is another view. */
export function viewFingerprint(view: ViewDefinition): string {
  const before = known.get(view);
  if (before !== undefined) return before;
  const { name, version, listeners } = view;
  const made = JSON.stringify([name, version, listeners.map(({ type, text }) => [type, text])]);
  const fingerprint = fingerprintOf(['view', made]);
  known.set(view, fingerprint);
  return fingerprint;
}

/** Names of the views that a snapshot does not have as they are declared. */
export const missingViews = (
  { views = [] }: Pick<SnapshotHeader, 'views'>,
  declared: readonly ViewDefinition[],
): readonly string[] =>
  declared
    .filter((view) => {
      const kept = views.find(({ name }) => name === view.name);
      return kept?.fingerprint !== viewFingerprint(view);
    })
    .map(({ name }) => name);
