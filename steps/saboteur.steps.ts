import { type DataTable, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import type { LithairWorld } from '../support/lithair-world';
import { need } from '../support/need';
import { RUN_MS, runSuiteAgainst } from '../support/saboteur-run';

const timeout = RUN_MS + 20_000;
const entryOf = (saboteur: string): string => `support/saboteurs/${saboteur}.ts`;

When(
  /^je lance le scénario "(.+)" contre le saboteur "(.+)"$/,
  { timeout },
  async function (this: LithairWorld, scenario: string, saboteur: string) {
    const request = { entry: entryOf(saboteur), scenarios: [scenario] };
    this.saboteurRun = await runSuiteAgainst(request);
    this.sabotagedScenario = scenario;
  },
);

When(
  /^je lance le scénario "(.+)" contre l'outil saboteur "(.+)"$/,
  { timeout },
  async function (this: LithairWorld, scenario: string, saboteur: string) {
    const request = { tool: entryOf(`outils/${saboteur}`), scenarios: [scenario] };
    this.saboteurRun = await runSuiteAgainst(request);
    this.sabotagedScenario = scenario;
  },
);

Then('ce scénario est vert', function (this: LithairWorld) {
  const { isGreen, failures, output } = need(this.saboteurRun, 'a run against the control');
  expect(failures, `échecs du témoin: ${output.slice(-2000)}`).to.deep.equal([]);
  expect(isGreen, 'la suite est verte').to.equal(true);
});

When(
  'je lance ces scénarios contre le saboteur {string}:',
  { timeout },
  async function (this: LithairWorld, saboteur: string, table: DataTable) {
    const scenarios = table.raw().map(([name = '']) => name);
    this.saboteurRun = await runSuiteAgainst({ entry: entryOf(saboteur), scenarios });
    this.controlScenarios = scenarios;
  },
);

Then(
  'ce scénario est rouge par une assertion qui dit {string}',
  function (this: LithairWorld, reason: string) {
    const { isGreen, failures, output } = need(this.saboteurRun, 'a run against a saboteur');
    expect(isGreen, `la suite est verte, et a dit: ${output.slice(-2000)}`).to.equal(false);
    const scenario = need(this.sabotagedScenario, 'a scenario');
    const [first] = failures.filter((failure) => failure.scenario === scenario);
    expect(first?.message, `échec du scénario « ${scenario} »`).to.match(/^AssertionError/);
    expect(first?.message, 'raison de l’échec').to.include(reason);
    this.log(`attrapé : ${first?.message.split('\n', 1)[0]}`);
  },
);

Then('tous ces scénarios sont verts', function (this: LithairWorld) {
  const { isGreen, passed, failures, output } = need(this.saboteurRun, 'a run against the control');
  expect(failures, `échecs du témoin: ${output.slice(-2000)}`).to.deep.equal([]);
  const asked = need(this.controlScenarios, 'the scenarios of the control');
  expect([...new Set(passed)], 'scénarios verts').to.have.members(asked);
  expect(isGreen, 'la suite est verte').to.equal(true);
});
