/** An error that nobody expected, as text for a report: with its stack where it has one. */
export const describeCrash = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
