/**
 * HAR 1.2 as written here: the fields of the format, with the underscore fields other tools know.
 * What sessionspy adds to an entry is in extension.ts. Field names and meanings are the format's own
 * (http://www.softwareishard.com/blog/har-12-spec/).
 */
import type { SessionspyEntry } from './extension.js';

export interface HarNameValue {
  readonly name: string;
  readonly value: string;
}

/** A cookie sent or set; `_raw` is the set-cookie-string as received, redacted. */
export interface HarCookie extends HarNameValue {
  readonly path?: string;
  readonly domain?: string;
  /** ISO 8601; absent for a session cookie: importers refuse an empty text. */
  readonly expires?: string;
  readonly httpOnly?: boolean;
  readonly secure?: boolean;
  readonly sameSite?: 'Strict' | 'Lax' | 'None';
  readonly _maxAge?: number;
  readonly _partitioned?: boolean;
  readonly _raw?: string;
}

export interface HarParam {
  readonly name: string;
  readonly value?: string;
  readonly fileName?: string;
  readonly contentType?: string;
}

export interface HarPostData {
  readonly mimeType: string;
  readonly params: readonly HarParam[];
  readonly text: string;
  readonly comment?: string;
}

export interface HarContent {
  /** Length without content coding, in bytes; of what could be decoded where the content was cut. */
  readonly size: number;
  /** Bytes saved by the content coding; absent without one, or where the size is not known. */
  readonly compression?: number;
  readonly mimeType: string;
  readonly text?: string;
  readonly encoding?: 'base64';
  readonly comment?: string;
}

export interface HarRequest {
  readonly method: string;
  readonly url: string;
  readonly httpVersion: string;
  readonly cookies: readonly HarCookie[];
  readonly headers: readonly HarNameValue[];
  readonly queryString: readonly HarNameValue[];
  readonly postData?: HarPostData;
  readonly headersSize: number;
  readonly bodySize: number;
  /** HTTP Toolkit's: why there is no postData although there was content. */
  readonly _requestBodyStatus?:
    'discarded:too-large' | 'discarded:not-representable' | 'discarded:not-decodable';
  /** HTTP Toolkit's: content that is no text. */
  readonly _content?: { readonly text: string; readonly size: number; readonly encoding: 'base64' };
}

export interface HarResponse {
  readonly status: number;
  readonly statusText: string;
  readonly httpVersion: string;
  readonly cookies: readonly HarCookie[];
  readonly headers: readonly HarNameValue[];
  readonly content: HarContent;
  readonly redirectURL: string;
  readonly headersSize: number;
  readonly bodySize: number;
  readonly _transferSize: number;
  /** Chrome's: why there is no response, or not the whole of it. */
  readonly _error?: string;
}

/** Milliseconds. -1: does not apply or is not known. `ssl` is a part of `connect`. */
export interface HarTimings {
  readonly blocked: number;
  readonly dns: number;
  readonly connect: number;
  readonly send: number;
  readonly wait: number;
  readonly receive: number;
  readonly ssl: number;
}

/** A message of a WebSocket as Chrome's developer tools write it. */
export interface HarWebSocketMessage {
  readonly type: 'send' | 'receive';
  /** Seconds since 1970, with fractions. */
  readonly time: number;
  /** 1: text, `data` is it. 2: binary, `data` is base64. */
  readonly opcode: 1 | 2;
  readonly data: string;
  /** Only where `data` is not the whole message. */
  readonly _sessionspy?: HarCutMessage;
}

export interface HarCutMessage {
  /** Bytes of the whole message. */
  readonly total: number;
  readonly truncated: true;
  /** Why nothing of it is kept, as a sentence; absent where it was simply cut. */
  readonly why?: string;
}

export interface HarEntry {
  /** The id of the page it belongs to; absent outside of any. */
  readonly pageref?: string;
  readonly startedDateTime: string;
  readonly time: number;
  readonly request: HarRequest;
  readonly response: HarResponse;
  readonly cache: Readonly<Record<string, never>>;
  readonly timings: HarTimings;
  /** The app's IP address, without brackets; absent for a Unix socket or when it was not reached. */
  readonly serverIPAddress?: string;
  readonly _serverPort?: number;
  /** The client's connection: `c1`. */
  readonly connection: string;
  readonly _resourceType?: string;
  /** Chrome's; of a WebSocket alone. */
  readonly _webSocketMessages?: readonly HarWebSocketMessage[];
  readonly _sessionspy: SessionspyEntry;
}

/** A step of a test. */
export interface HarPage {
  readonly startedDateTime: string;
  readonly id: string;
  readonly title: string;
  readonly pageTimings: Readonly<Record<string, never>>;
}

/** What stands before the entries of a log. */
export interface HarLogHead {
  readonly version: '1.2';
  readonly creator: { readonly name: string; readonly version: string };
  readonly _sessionspy: { readonly v: 1; readonly redact: 'safe' | 'strict' | 'off' };
}
