/** What every soak is told, by the command line or by its own defaults. */
export interface SoakOptions {
  /** How many cycles (or whatever this soak counts). */
  cycles: number;
  /** Everything that is drawn follows from it. */
  seed: number;
  /** The soak ends, with what it has, after so long. */
  minutes: number;
  /** One line of progress for the person who waits. */
  report: (line: string) => void;
}

/** How a soak ended: the line that a person reads last, and whether every promise held. */
export interface SoakEnd {
  line: string;
  isSound: boolean;
}

/** A long run of one proof of the suite, beyond what fits in each commit's. */
export interface Soak {
  /** One line for the list of soaks. */
  summary: string;
  defaults: Pick<SoakOptions, 'cycles' | 'minutes'>;
  run(options: SoakOptions): Promise<SoakEnd>;
}
