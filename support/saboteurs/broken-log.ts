import type { EventLog, LoggedEvent, LogStatus, Settle } from 'lithair';

/** A log that passes everything on, for saboteurs that break one thing of it. */
export class BrokenLog implements EventLog {
  protected readonly honest: EventLog;

  constructor(honest: EventLog) {
    this.honest = honest;
  }

  get status(): LogStatus {
    return this.honest.status;
  }

  refusal(): ReturnType<EventLog['refusal']> {
    return this.honest.refusal();
  }

  append(events: readonly LoggedEvent[], settle: Settle): void {
    this.honest.append(this.change(events), settle);
  }

  /** What a saboteur writes instead of the events. */
  protected change(events: readonly LoggedEvent[]): readonly LoggedEvent[] {
    return events;
  }

  hasten(): void {
    this.honest.hasten();
  }

  close(): Promise<void> {
    return this.honest.close();
  }
}
