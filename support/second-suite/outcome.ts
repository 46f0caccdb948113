import type { Envelope } from '@cucumber/messages';

/** What became of scenarios. */
export interface Outcome {
  passed: string[];
  /** Failed steps and hooks, with the name of their scenario. */
  failures: Array<{ scenario: string; message: string }>;
}

/** Hears cucumber's own messages: what failed, in which scenario, and with which words. */
export class OutcomeListener {
  readonly #names = new Map<string, string>();
  readonly #failures: Outcome['failures'] = [];
  readonly #started: string[] = [];

  hear({ pickle, testCase, testCaseStarted, testStepFinished }: Envelope): void {
    if (pickle) this.#names.set(pickle.id, pickle.name);
    if (testCase) this.#names.set(testCase.id, this.#nameOf(testCase.pickleId));
    if (testCaseStarted) {
      const scenario = this.#nameOf(testCaseStarted.testCaseId);
      this.#names.set(testCaseStarted.id, scenario);
      this.#started.push(scenario);
    }
    if (testStepFinished === undefined) return;
    const { status, message = '' } = testStepFinished.testStepResult;
    if (status === 'PASSED' || status === 'SKIPPED') return;
    this.#failures.push({ scenario: this.#nameOf(testStepFinished.testCaseStartedId), message });
  }

  get outcome(): Outcome {
    const red = new Set(this.#failures.map(({ scenario }) => scenario));
    const passed = this.#started.filter((scenario) => !red.has(scenario));
    return { passed, failures: this.#failures };
  }

  #nameOf(id: string): string {
    return this.#names.get(id) ?? '';
  }
}
