/**
 * Tells the redactor what an exchange's heads say is secret, before its bodies are looked through; and
 * which cookie leads to which session, so that the session's tag stands for it wherever it turns up.
 */
import type { Observation } from '../model/observation.js';
import type { SessionSnapshot } from '../model/session.js';
import { redactCookieValue, redactField } from './redact-fields.js';
import type { Redactor } from './redact.js';

/** Learns the cookies sent and set, and the secret fields of both messages. */
export function learnSecrets(
  { exchange, cookies, session }: Observation,
  redactor: Redactor,
): void {
  if (redactor.mode === 'off') return;
  learnSession(cookies.sent, session?.before, redactor);
  learnSession(cookies.set, session?.after, redactor);
  for (const { name, value } of [...cookies.sent, ...cookies.set]) {
    redactCookieValue(name, value, redactor);
  }
  for (const line of exchange.request.headers) redactField(line, redactor);
  for (const line of exchange.response?.headers ?? []) redactField(line, redactor);
}

function learnSession(
  cookies: readonly { readonly name: string; readonly value: string }[],
  snapshot: SessionSnapshot | undefined,
  redactor: Redactor,
): void {
  if (snapshot === undefined) return;
  const { cookieName, tag } = snapshot;
  const values = new Set(cookies.filter(({ name }) => name === cookieName).map((c) => c.value));
  const [value] = values;
  // Of two different values under one name, which one the app read is not known here.
  if (value !== undefined && values.size === 1) redactor.nameSession(cookieName, value, tag);
}
