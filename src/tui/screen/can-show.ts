/** Whether a screen can be shown at all: a terminal on both sides, and one that can be drawn on. */
export const canShowScreen = (
  input: { readonly isTTY?: boolean },
  output: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean => input.isTTY === true && output.isTTY === true && env['TERM'] !== 'dumb';
