import { expect } from 'chai';

import { jsonOf } from './http-client';
import { type CommandResult, lithairCommand } from './lithair-command';
import { serveArguments, serveVariables } from './lithair-server';
import type { LithairWorld } from './lithair-world';

export interface ShownSetting {
  value: unknown;
  origin: string;
}

export type ShownSettings = Record<string, ShownSetting>;

/** What the node itself says of its settings. */
export async function statusSettings(world: LithairWorld): Promise<ShownSettings> {
  const answer = await world.http.send('GET', '/status');
  expect(answer.status, 'statut de GET /status').to.equal(200);
  return jsonOf(answer)['settings'] as ShownSettings;
}

/** `lithair config` for the very server of the scenario. */
export function configOf({ settings }: LithairWorld, ...more: string[]): Promise<CommandResult> {
  return lithairCommand(['config', ...serveArguments(settings), ...more], serveVariables(settings));
}

/** One line of the table that `lithair config` prints: the setting, its value, then the rest. */
export function tableLine(table: string, key: string): string[] {
  const lines = table.split('\n').map((line) => line.split(/ {2,}/));
  return lines.find(([first]) => first === key) ?? [];
}
