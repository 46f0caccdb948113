import { readFileSync } from 'node:fs';

import { Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';

import { runExampleTests } from '../support/examples/example-tests';
import { modelLines, readmeModelLines } from '../support/examples/readme-models';
import type { LithairWorld } from '../support/lithair-world';
import { need } from '../support/need';

Then(
  'les modèles du premier exemple du README sont ceux de {string}',
  function (this: LithairWorld, file: string) {
    const shown = readmeModelLines(readFileSync('README.md', 'utf8'));
    expect(shown.length, 'lignes de modèles du README').to.be.above(8);
    expect(shown.join('\n')).to.equal(modelLines(readFileSync(file, 'utf8')).join('\n'));
  },
);

When(
  "je lance les tests de l'application d'exemple {string}",
  { timeout: 60_000 },
  async function (this: LithairWorld, name: string) {
    this.exampleTests = await runExampleTests(name);
  },
);

Then(
  '{entier} tests passent et {entier} échouent',
  function (this: LithairWorld, passed: number, failed: number) {
    const { tally, output } = need(this.exampleTests, 'the tests of an example');
    expect(tally, output).to.deep.equal({ passed, failed, code: 0 });
  },
);
