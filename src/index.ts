/** The public API of Lithair. */
export { lithair, type Lithair, type LithairOptions } from './server';
export { defineModel, field, type Field, type FieldRules } from './model/define-model';
export { IDENTIFIER, isIdentifier } from './model/identifier';
export type { Check, EventTypes, Model, RecordOf, RecordValue } from './model/model';
export { LithairError, type ErrorDetails, type Violation } from './errors/lithair-error';
export { ERROR_CODES, type ErrorCode, type ErrorEntry } from './errors/codes';
export { REFERENCE_MODELS, Article, Comment, User } from './reference/models';
export type { Command, Expected } from './engine/command';
export type { LoggedEvent } from './engine/event';
export type { ReadonlyState } from './engine/state';
export type { RecordEntry } from './engine/record-entry';
export type { RecordReader, StateEngineBackend } from './engine/state-engine-backend';
export { StateEngine } from './engine/state-engine';
export { MapBackend } from './engine/map-backend';
export type { Environment, Timer } from './environment/environment';
export { nodeEnvironment } from './environment/node-environment';
export type { Ports } from './runtime/ports';
export type { DirectoryLock, Disk, DiskFile } from './storage/disk';
export { nodeDisk } from './storage/node-disk';
export { AsyncWriter, type WriterOptions } from './storage/async-writer';
export { FileStorage } from './storage/file-storage';
export {
  DURABILITIES,
  type Durability,
  type EventLog,
  type LogStatus,
  type Settle,
} from './storage/event-log';
export { DEFAULTS, type Settings } from './config/settings';
