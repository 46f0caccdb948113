import { Upcast, type UpcastEvents } from '../../engine/schema/upcast';
import { StateEngine } from '../../engine/state-engine';
import { LithairError } from '../../errors/lithair-error';
import { contentOf, examine } from '../../storage/recovery/data-directory';
import { corruption } from '../../storage/recovery/recovery';
import { isWholeLog, loadNewest, type LoadOptions } from '../load-newest';
import { reportOf, type EvolutionReport } from './evolution-report';
import { requireEvolution, type ReadPlace } from './find-evolution';
import { misfitsIn, type Misfit } from './misfits';
import { versionsIn } from './recorded-schemas';

/** So many misfits are told one by one. */
const TOLD_MAX = 20;

/** What a migrating start would do. */
export interface Rehearsal extends EvolutionReport {
  /** Records that would not fit, and the first of them. */
  readonly misfits: number;
  readonly first_misfits: readonly Misfit[];
}

/**
 * Does in memory what a start would, and more: the whole log is read where it is whole, whatever a
 * snapshot covers, and every record that does not fit is found. Writes nothing; the log may be in
 * use.
 * @throws {LithairError} `schema_changed`, `unknown_event_type`, `migration_failed` (an upcaster
 * throws), `data_corrupt`, `not_a_data_directory`, `unsupported_format`.
 */
export async function rehearse(
  place: ReadPlace,
  options: LoadOptions,
  onProgress?: (done: number, total: number) => void,
): Promise<Rehearsal> {
  const { disk, directory } = place;
  if ((await contentOf(disk, directory)) === 'empty')
    throw new LithairError('not_a_data_directory', `${directory} holds no log`);
  const { models } = options;
  const evolution = await requireEvolution(place, models);
  const upcast = new Upcast(models);
  const declared = { events: options.events ?? [], views: options.views ?? [] };
  const { engine, header: from } = (await isWholeLog(disk, directory))
    ? { engine: new StateEngine(models, undefined, declared), header: undefined }
    : await loadNewest(options, {}, place, upcast);
  let toDeclared: UpcastEvents | undefined;
  const { verdict } = await examine(disk, directory, {
    from,
    onSegment: (segment) => (toDeclared = upcast.events(versionsIn(segment))),
    onEvent: (event) => engine.applyEvent(toDeclared === undefined ? event : toDeclared(event)),
    onProgress,
  });
  if (verdict.kind === 'corrupt') throw corruption(directory, verdict);
  const names = evolution.raised.map(({ model }) => model);
  const found = [...misfitsIn(engine, names)];
  return {
    ...reportOf(engine, evolution, upcast),
    misfits: found.length,
    first_misfits: found.slice(0, TOLD_MAX),
  };
}
