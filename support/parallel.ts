import { setParallelCanAssign } from '@cucumber/cucumber';

interface Pickle {
  readonly name: string;
  readonly steps: readonly {
    readonly text: string;
    readonly argument?: {
      readonly dataTable?: {
        readonly rows: readonly { readonly cells: readonly { readonly value: string }[] }[];
      };
    };
  }[];
}

/** A scenario, and those that it runs against a saboteur. */
function scenariosOf({ name, steps }: Pickle): Set<string> {
  const single = steps.flatMap(({ text }) => /^je lance le scénario "(.+)" contre/.exec(text)?.[1]);
  const listed = steps
    .filter(({ text }) => text.startsWith('je lance ces scénarios'))
    .flatMap(({ argument }) => argument?.dataTable?.rows ?? [])
    .flatMap(({ cells }) => cells.map(({ value }) => value));
  return new Set([name, ...single, ...listed].filter((run) => run !== undefined));
}

/** The same scenario is not run twice at a time: it may name a port. */
setParallelCanAssign((asked: Pickle, inProgress: readonly Pickle[]) => {
  const wanted = scenariosOf(asked);
  return inProgress.every((running) => {
    return [...scenariosOf(running)].every((scenario) => !wanted.has(scenario));
  });
});
