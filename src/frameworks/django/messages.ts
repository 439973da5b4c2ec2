/**
 * The `messages` cookie (contrib/messages/storage/cookie.py): notices for the user's next page. 1.2 to
 * 3.0 write `hex$json`, 3.1 the JSON behind the cookie signer, 3.2 and later a signing object. The
 * cookie signer's key is the secret with "django.http.cookies" before it.
 */
import { createHmac } from 'node:crypto';
import { openSigned, verify } from '../../envelopes/django-signing.js';
import {
  constantTimeEquals,
  saltedHmac,
  verdictOf,
  type Verdict,
} from '../../envelopes/salted-hmac.js';
import { Secret, type KeyRing } from '../../model/keyring.js';
import { isNode, type PayloadValue } from '../../model/payload.js';
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

const SALT = 'django.contrib.messages';
const NOT_FINISHED = '__messagesnotfinished__';

/** Reads a cookie value, quotes undone, as Django 1.2 to 6.0 write it. */
export function readMessagesCookie(value: string, keys: KeyRing): MessagesCookie {
  const { integrity, content } = open(value, keys);
  const read = readJson(content);
  const items = read.kind === 'read' ? itemsOf(read.payload) : [];
  const messages = items.map(messageOf).filter((message) => message !== undefined);
  return { integrity, messages, hasMore: items.at(-1) === NOT_FINISHED };
}

interface Opened {
  readonly integrity: Verdict['integrity'];
  readonly content: Uint8Array;
}

function open(value: string, keys: KeyRing): Opened {
  const [, digest, json] = /^([0-9a-f]{40})\$(.*)$/s.exec(value) ?? [];
  if (digest !== undefined && json !== undefined) return openDigest(digest, json, keys);
  const cookieKeys = keys.map((key) => cookieKey(key));
  if (value.startsWith('[')) return openPlain(value, cookieKeys);
  const { verdict, content } = openSigned(value, SALT, cookieKeys);
  const bytes = content.kind === 'content' ? content.bytes : new Uint8Array();
  return { integrity: verdict.integrity, content: bytes };
}

/** 1.2 keyed the HMAC with salt and secret themselves, 1.3 and later with their hash. */
function openDigest(digest: string, json: string, keys: KeyRing): Opened {
  const { integrity } = verdictOf(keys, (secret) => {
    const oldest = createHmac('sha1', Buffer.concat([Buffer.from(SALT), secret])).update(json);
    const salted = saltedHmac('sha1', SALT, secret, json);
    return [oldest.digest(), salted].some((mac) => constantTimeEquals(digest, mac.toString('hex')));
  });
  return { integrity, content: Buffer.from(json) };
}

/** 3.1: JSON, time and signature with colons between them. */
function openPlain(value: string, keys: KeyRing): Opened {
  const [, signed = value, json = value, signature = ''] =
    /^((.*):[0-9A-Za-z]+):([\w-]*)$/s.exec(value) ?? [];
  const { verdict } = verify(signed, signature, SALT, keys);
  return { integrity: verdict.integrity, content: Buffer.from(json) };
}

const cookieKey = (key: Secret): Secret =>
  new Secret(Buffer.concat([Buffer.from('django.http.cookies'), key.bytes()]), key.origin);

const itemsOf = (value: PayloadValue): readonly PayloadValue[] =>
  isNode(value) && value.kind === 'list' ? value.items : [];

/** `["__json_message", level, text, tags?]`, since 1.5 with 0 or 1 for "safe" before the level. */
function messageOf(value: PayloadValue): Message | undefined {
  const [mark, ...parts] = itemsOf(value);
  if (mark !== '__json_message') return undefined;
  const isOld = typeof parts[1] === 'string';
  const [level, text, extraTags = ''] = isOld ? parts : parts.slice(1);
  if (typeof level !== 'number' || typeof text !== 'string') return undefined;
  const message = { level, text, extraTags: typeof extraTags === 'string' ? extraTags : '' };
  return isOld ? message : { ...message, isSafe: parts[0] === 1 };
}
