/** A sentence in the footer, until the next key. */
import type { TuiModel } from '../model.js';
import type { Tone } from '../styled.js';

export const notice = (model: TuiModel, text: string, tone?: Tone): TuiModel => ({
  ...model,
  notice: { text, tone },
});
