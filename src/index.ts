/** The public API of Lithair. */
export {
  lithair,
  type ExecuteOptions,
  type Lithair,
  type LithairOptions,
  type SubscribeOptions,
} from './server';
export { serve } from './cli/serve-program';
export type { App } from './cli/load-app';
export {
  defineModel,
  type Declaration,
  type Fields,
  type ModelOptions,
} from './model/define-model';
export {
  defineEvent,
  type EventDefinition,
  type EventFields,
  type EventOptions,
  type PayloadIn,
} from './model/define-event';
export { collect, defineView, on } from './model/define-view';
export {
  SINGLE_KEY,
  type Collecting,
  type Reaction,
  type ViewDefinition,
  type ViewListener,
  type ViewMeta,
  type ViewOptions,
} from './model/view';
export type { EventSource } from './model/event-source';
export { field, type Access, type FactsOf, type Field, type FieldFacts } from './model/field';
export type {
  DbRules,
  FieldRules,
  HttpRules,
  LifecycleRules,
  OnDelete,
  PermissionRules,
  PersistenceRules,
} from './model/field-rules';
export type { HistoryRule } from './model/history-rule';
export { IDENTIFIER, isIdentifier } from './model/identifier';
export type {
  Check,
  EventTypes,
  InputOf,
  Model,
  RecordOf,
  RecordValue,
  Reference,
  Upcaster,
} from './model/model';
export { LithairError, type ErrorDetails, type Violation } from './errors/lithair-error';
export { refuse } from './errors/refuse';
export { bodyBound } from './http/body-bound';
export { ERROR_CODES, type ErrorCode, type ErrorEntry } from './errors/codes';
export { REFERENCE_MODELS, Article, Comment, User } from './reference/models';
export type { Command, CreateCommand, Expected } from './engine/command';
export type { LoggedEvent, RequestIdentity } from './engine/event';
export type { ReadonlyState } from './engine/state';
export type { ViewEntry } from './engine/views/view-entry';
export type { ViewRange, ViewReader } from './engine/views/view-table';
export type { RecordEntry } from './engine/record-entry';
export type { FieldPast } from './engine/history/field-past';
export type { HistoryReader } from './engine/history/history';
export type { Instant } from './engine/history/instant';
export { ABSENT, DELETED, type PastEntry, type Version } from './engine/history/past-entry';
export type { RecordPast } from './engine/history/record-past';
export type { FrozenState } from './engine/frozen-state';
export type { RecordTexts, TextBounds } from './engine/record-texts';
export type { RecordReader, StateEngineBackend } from './engine/state-engine-backend';
export { StateEngine } from './engine/state-engine';
export { TableBackend } from './engine/table-backend';
export type { Environment, Timer } from './environment/environment';
export { nodeEnvironment } from './environment/node-environment';
export type { Ports } from './runtime/ports';
export type { Condition, Where } from './engine/query/where';
export type { Place } from './engine/query/record-query';
export type { AsOf, AsOfOptions, FindQuery, FoundPage } from './runtime/records';
export type { EvolutionReport, MigratedModel } from './runtime/schema/evolution-report';
export type { PatchOf, Transaction, TransactionOptions } from './runtime/transaction';
export type { DirectoryLock, Disk, DiskFile } from './storage/disk/disk';
export { nodeDisk } from './storage/disk/node-disk';
export { AsyncWriter } from './storage/log/async-writer';
export type { WriterOptions } from './storage/log/writer-options';
export type { CompactionReport, SegmentTally } from './storage/compaction/compact';
export type { SnapshotHeader } from './storage/snapshot/snapshot-format';
export { FileStorage } from './storage/log/file-storage';
export {
  DURABILITIES,
  type Durability,
  type EventLog,
  type LogStatus,
  type Settle,
} from './storage/log/event-log';
export { DEFAULTS } from './config/setting-table';
export { PROFILES } from './config/profiles';
export type { Profile, Settings } from './config/settings';
export {
  resolveSettings,
  type Origin,
  type ResolvedSettings,
  type SettingSources,
} from './config/resolve-settings';
export {
  readEvents,
  type EventBound,
  type EventPage,
  type Translator,
} from './storage/recovery/read-events';
export { verifyDirectory, type VerifyReport } from './storage/recovery/verify';
export type { Anchor } from './storage/log/anchor';
export { lastAnchor } from './storage/tools/last-anchor';
export { backup, type BackupReport } from './storage/tools/backup';
export { restore, type RestoreReport } from './storage/tools/restore';
export { repair, type RepairReport } from './storage/tools/repair';
