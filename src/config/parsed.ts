/** The result of reading one option's text: a value, or what is wrong and how to write it right. */

export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  /** Completes the sentence `--timeout: "abc" ...`; ends without a full stop. */
  | { readonly ok: false; readonly fault: string };

export const parsed = <Value>(value: Value): Parsed<Value> => ({ ok: true, value });

export const faulty = (fault: string): { readonly ok: false; readonly fault: string } => ({
  ok: false,
  fault,
});
