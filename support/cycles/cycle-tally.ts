import { Latencies } from '../latencies';
import type { Judgement } from '../oracle';

/** What many cycles of « write, strike, restart, check » counted. */
export class CycleTally {
  cycles = 0;
  /** Writes that were answered with a 2xx; a lot is one. */
  acknowledged = 0;
  /** Writes without an answer: found whole after the restart, or not at all. */
  kept = 0;
  dropped = 0;
  /** Starts that were struck before they were ready. */
  struckStarts = 0;
  /** Unfinished tails that a start set aside. */
  tornTails = 0;
  /** Records, by what became of them that never should; all empty in a sound product. */
  lost: string[] = [];
  altered: string[] = [];
  duplicated: string[] = [];
  unknown: string[] = [];
  /** From the launch to the line that says « ready », after a strike. */
  readonly restarts = new Latencies();
  /** From the signal to the end of the process. */
  readonly ends = new Latencies();
  /** From a write to its acknowledgement. */
  readonly answers = new Latencies();

  judged({ lost, altered, duplicated, unknown }: Judgement): void {
    this.lost.push(...lost);
    this.altered.push(...altered);
    this.duplicated.push(...duplicated);
    this.unknown.push(...unknown);
  }
}
