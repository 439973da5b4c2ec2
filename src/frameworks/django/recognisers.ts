/** Who looks at a text, and in which order: the one whose form is the most particular first. */
import type { Examination } from '../../model/examination.js';
import { examineLegacy } from './examine-legacy.js';
import { examineMessages } from './examine-messages.js';
import { examinePassword } from './examine-password.js';
import { examineBase64, examineJson } from './examine-plain.js';
import { examineSigned } from './examine-signed.js';
import { examineToken } from './examine-tokens.js';
import type { Examining, Recogniser } from './examining.js';

/** All of them, in the order in which they are asked. */
export const RECOGNISERS: readonly Recogniser[] = [
  examineMessages,
  examinePassword,
  examineSigned,
  examineToken,
  examineLegacy,
  examineBase64,
  examineJson,
];

/** What may be believed of a cookie whose name says nothing, and of text that was found in bytes. */
export const UNMISTAKABLE: readonly Recogniser[] = [
  examineMessages,
  examineSigned,
  examineToken,
  examineLegacy,
];

/** What the first of them says that knows the text. */
export function recognise(
  text: string,
  examining: Examining,
  recognisers: readonly Recogniser[],
): Examination | undefined {
  for (const recogniser of recognisers) {
    const found = recogniser(text, examining);
    if (found !== undefined) return found;
  }
  return undefined;
}
