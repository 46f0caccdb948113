import type { VersionOf } from '../../engine/schema/upcast';
import type { SnapshotHeader } from '../../storage/snapshot/snapshot-format';

/** The versions under which the records of a snapshot were written down: 1 where none is said. */
export const versionsOfSnapshot = ({ sections }: Pick<SnapshotHeader, 'sections'>): VersionOf => {
  const versions = new Map(sections.map(({ name, model_version = 1 }) => [name, model_version]));
  return (model) => versions.get(model);
};
