/**
 * The `messages` cookie (contrib/messages/storage/cookie.py): notices for the user's next page. 1.2 to
 * 3.0 write `hex$json`, 3.1 the JSON behind the cookie signer, 3.2 and later a signing object. The
 * cookie signer's key is the secret with "django.http.cookies" before it.
 */
import { createHmac } from 'node:crypto';
import {
  openSigned,
  signedParts,
  verify,
  type SignedValue,
} from '../../envelopes/django-signing.js';
import {
  constantTimeEquals,
  saltedHmac,
  verdictOf,
  type Verdict,
} from '../../envelopes/salted-hmac.js';
import { base62Time } from '../../envelopes/timestamps.js';
import { Secret, type KeyRing } from '../../model/keyring.js';
import { isNode, type Deserialized, type PayloadValue } from '../../model/payload.js';
import { readJson } from '../../serializers/json.js';

export interface Message {
  /** 10 debug, 20 info, 25 success, 30 warning, 40 error; projects may have others. */
  readonly level: number;
  readonly text: string;
  readonly extraTags: string;
  /** Whether it is HTML; absent up to 1.4, which did not say. */
  readonly isSafe?: boolean;
}

export interface MessagesCookie {
  readonly integrity: Verdict['integrity'];
  /** Empty where they cannot be read. */
  readonly messages: readonly Message[];
  /** Whether more of them are in the session. */
  readonly hasMore: boolean;
}

export const MESSAGES_SALT = 'django.contrib.messages';
/** Fixed: no setting names it. */
export const MESSAGES_COOKIE = 'messages';
/** What each message begins with. */
export const MESSAGE_MARK = '__json_message';
const NOT_FINISHED = '__messagesnotfinished__';

/** Reads a cookie value, quotes undone, as Django 1.2 to 6.0 write it. */
export function readMessagesCookie(value: string, keys: KeyRing): MessagesCookie {
  const { verdict, content } = openMessages(value, keys);
  const read = content.kind === 'content' ? readMessages(content.bytes) : content;
  const items = read.kind === 'read' ? itemsOf(read.payload) : [];
  const messages = items.map(messageOf).filter((message) => message !== undefined);
  return { integrity: verdict.integrity, messages, hasMore: items.at(-1) === NOT_FINISHED };
}

/** The cookie's JSON; its writer escapes what is not ASCII, but what is shown may be anybody's. */
export const readMessages = (bytes: Uint8Array): Deserialized => readJson(bytes, 'utf-8');

export interface OpenedMessages extends SignedValue {
  /** `digest`: 1.2 to 3.0; `signed-text`: 3.1; `signed-object`: 3.2 and later. */
  readonly form: 'digest' | 'signed-text' | 'signed-object';
}

/** Checks the signature; a value of no form is taken for the newest. */
export function openMessages(value: string, keys: KeyRing): OpenedMessages {
  const [, digest, json] = /^([0-9a-f]{40})\$(.*)$/s.exec(value) ?? [];
  if (digest !== undefined && json !== undefined) return openDigest(digest, json, keys);
  const cookieKeys = cookieKeysOf(keys);
  if (value.startsWith('[')) return openPlain(value, cookieKeys);
  return { form: 'signed-object', ...openSigned(value, MESSAGES_SALT, cookieKeys) };
}

/** 1.2 keyed the HMAC with salt and secret themselves, 1.3 and later with their hash. */
function openDigest(digest: string, json: string, keys: KeyRing): OpenedMessages {
  const verdict = verdictOf(keys, (secret) => {
    const oldestKey = Buffer.concat([Buffer.from(MESSAGES_SALT), secret]);
    const oldest = createHmac('sha1', oldestKey).update(json).digest();
    const salted = saltedHmac('sha1', MESSAGES_SALT, secret, json);
    return [oldest, salted].some((mac) => constantTimeEquals(digest, mac.toString('hex')));
  });
  return { form: 'digest', verdict, algorithm: 'sha1', content: contentOf(json) };
}

/** 3.1: JSON, time and signature with colons between them. */
function openPlain(value: string, keys: KeyRing): OpenedMessages {
  const { payload, time, signed, signature } = signedParts(value);
  const signedAt = base62Time(time);
  const json = signedAt === undefined ? value : payload;
  return {
    form: 'signed-text',
    ...verify(signed, signature, MESSAGES_SALT, keys),
    ...(signedAt === undefined ? {} : { signedAt }),
    content: contentOf(json),
  };
}

const contentOf = (json: string): SignedValue['content'] => ({
  kind: 'content',
  bytes: Buffer.from(json),
});

/** The keys of Django's cookie signer, from the secrets they are made of (core/signing.py). */
export const cookieKeysOf = (keys: KeyRing): KeyRing =>
  keys.map(
    (key) =>
      new Secret(Buffer.concat([Buffer.from('django.http.cookies'), key.bytes()]), key.origin),
  );

/** The messages as data, by the names that Django's own class has; undefined where it holds none. */
export function messagesPayload(content: PayloadValue): PayloadValue | undefined {
  const items = itemsOf(content).filter((item) => item !== NOT_FINISHED);
  const messages = items.map(messageOf).filter((message) => message !== undefined);
  if (messages.length === 0 || messages.length < items.length) return undefined;
  return { kind: 'list', items: messages.map(messagePayload) };
}

/** Whether more of them are in the session. */
export const hasMoreMessages = (content: PayloadValue): boolean =>
  itemsOf(content).at(-1) === NOT_FINISHED;

const messagePayload = ({ level, text, extraTags, isSafe }: Message): PayloadValue => ({
  kind: 'map',
  entries: [
    ['level', level],
    ['message', text],
    ['extra_tags', extraTags],
    ['safe', isSafe ?? null],
  ],
});

const itemsOf = (value: PayloadValue): readonly PayloadValue[] =>
  isNode(value) && value.kind === 'list' ? value.items : [];

/** `["__json_message", level, text, tags?]`, since 1.5 with 0 or 1 for "safe" before the level. */
function messageOf(value: PayloadValue): Message | undefined {
  const [mark, ...parts] = itemsOf(value);
  if (mark !== MESSAGE_MARK) return undefined;
  const isOld = typeof parts[1] === 'string';
  const [level, text, extraTags = ''] = isOld ? parts : parts.slice(1);
  if (typeof level !== 'number' || typeof text !== 'string') return undefined;
  const message = { level, text, extraTags: typeof extraTags === 'string' ? extraTags : '' };
  return isOld ? message : { ...message, isSafe: parts[0] === 1 };
}
