/**
 * What passed over one WebSocket, as its bytes go by: whole messages, unmasked and inflated, as far as
 * there is room. It looks on: whatever the bytes are, it does not throw, and what it cannot read it says
 * so once and lets go by.
 */
import {
  agreedExtensions,
  type AgreedExtensions,
  type PerMessageDeflate,
} from '../http/web-socket-extensions.js';
import { fieldValue } from '../http/fields.js';
import { WebSocketFrames, type FrameHead, type FrameReader } from '../http/web-socket-frames.js';
import { MessageInflater } from '../http/web-socket-inflate.js';
import { NO_CONTENT, type Content, type ResponseHead } from '../model/message.js';
import type { EpochMs } from '../model/time.js';
import type { WebSocketClose, WebSocketMessage, WebSocketRecord } from '../model/web-socket.js';
import { GrowingContent } from './content.js';

/** Messages that are kept; those that follow are counted. */
export const MOST_MESSAGES = 1000;
/** How much larger a count is that is worth telling by itself. */
const COUNTS_APART = 1.1;
/** What DEFLATE adds to data that it cannot compress, and more. */
const DEFLATE_SLACK = 1024;

type From = WebSocketMessage['from'];

export class WebSocketLog {
  readonly #messages: WebSocketMessage[] = [];
  readonly #counts = { client: 0, server: 0 };
  readonly #sides: { readonly client: Side; readonly server: Side } | undefined;
  #room: number;
  #close: WebSocketClose | undefined;
  #unreadable: string | undefined;
  #now: EpochMs | undefined;
  #told: WebSocketRecord | undefined;

  /** `switched`: the 101. `maxBytes`: of the contents of all messages together. */
  constructor(switched: ResponseHead, maxBytes: number) {
    this.#room = maxBytes;
    const agreed = agreedExtensions(switched.headers);
    this.#unreadable = whyUnreadable(switched, agreed);
    if (this.#unreadable !== undefined) return;
    const deflate = agreed.kind === 'deflate' ? agreed.deflate : undefined;
    this.#sides = { client: this.#side('client', deflate), server: this.#side('server', deflate) };
  }

  /** Takes note of bytes that passed; they are neither kept nor changed. */
  read(from: From, bytes: Uint8Array, at: EpochMs): void {
    if (this.#sides === undefined) return;
    this.#now = at;
    const fault = this.#sides[from].read(bytes);
    if (fault !== undefined) this.#unreadable ??= fault;
  }

  /**
   * Whether there is more to tell than the last record did. Once messages are no more than counted, only
   * what makes a difference: a record is sent whole, and a busy socket should not send it all the time.
   */
  get hasNews(): boolean {
    const told = this.#told;
    const counted = this.#counts.client + this.#counts.server;
    return (
      told === undefined ||
      told.messages.length < this.#messages.length ||
      told.close !== this.#close ||
      told.unreadable !== this.#unreadable ||
      counted > (told.clientMessages + told.serverMessages) * COUNTS_APART
    );
  }

  /** As it stands now. */
  toRecord(): WebSocketRecord {
    this.#told = {
      messages: [...this.#messages],
      clientMessages: this.#counts.client,
      serverMessages: this.#counts.server,
      ...(this.#close === undefined ? {} : { close: this.#close }),
      ...(this.#unreadable === undefined ? {} : { unreadable: this.#unreadable }),
    };
    return this.#told;
  }

  #side(from: From, deflate: PerMessageDeflate | undefined): Side {
    return new Side(from, deflate, {
      room: () => (this.#messages.length < MOST_MESSAGES ? this.#room : 0),
      take: (bytes) => {
        this.#room -= bytes;
      },
      message: (kind, content) => {
        this.#counts[from] += 1;
        if (this.#messages.length >= MOST_MESSAGES || this.#now === undefined) return;
        this.#messages.push({ from, at: this.#now, kind, content });
      },
      closed: (close) => {
        this.#close ??= close;
      },
    });
  }
}

function whyUnreadable({ headers }: ResponseHead, agreed: AgreedExtensions): string | undefined {
  const protocol = fieldValue(headers, 'upgrade')?.trim() ?? '';
  if (protocol.toLowerCase() !== 'websocket') {
    return `The protocol ${JSON.stringify(protocol.slice(0, 100))} is not WebSocket.`;
  }
  if (agreed.kind !== 'unknown') return undefined;
  return `The extension ${JSON.stringify(agreed.name)} is not known here.`;
}

/** What a side says to the log, and what it may keep. */
interface Keeper {
  /** Bytes of content that may still be kept. */
  room(): number;
  take(bytes: number): void;
  message(kind: WebSocketMessage['kind'], content: Content): void;
  closed(close: WebSocketClose): void;
}

/** A message whose last frame has not come. */
interface Draft {
  readonly kind: WebSocketMessage['kind'];
  readonly isCompressed: boolean;
  readonly payload: GrowingContent;
  /** Bytes that `payload` still takes. */
  wanted: number;
  /** Bytes on the wire, without the heads of frames. */
  length: number;
}

const SIDES = { client: 'client', server: 'app' };

class Side implements FrameReader {
  readonly #from: From;
  readonly #frames: WebSocketFrames;
  readonly #inflater: MessageInflater;
  readonly #keeper: Keeper;
  #draft: Draft | undefined;
  #frame: FrameHead | undefined;
  #control: Uint8Array = NO_CONTENT.bytes;
  #isClosed = false;
  #fault: string | undefined;

  constructor(from: From, deflate: PerMessageDeflate | undefined, keeper: Keeper) {
    this.#from = from;
    this.#keeper = keeper;
    const isClient = from === 'client';
    this.#frames = new WebSocketFrames(
      { isMasked: isClient, mayCompress: deflate !== undefined },
      this,
    );
    const takesOver = isClient ? deflate?.clientTakesOver : deflate?.serverTakesOver;
    this.#inflater = new MessageInflater(takesOver ?? false, keeper.room());
  }

  /** The sentence that says why no more can be read, if so. */
  read(bytes: Uint8Array): string | undefined {
    // Nothing may follow a close (RFC 6455 section 5.5.1).
    if (this.#isClosed || this.#fault !== undefined) return this.#fault;
    try {
      this.#frames.read(bytes);
    } catch (error) {
      this.#fault = `Messages could not be read any more: ${String(error)}.`;
    }
    if (this.#frames.fault !== undefined) {
      this.#fault = `A frame of the ${SIDES[this.#from]} ${this.#frames.fault}.`;
    }
    if (this.#fault !== undefined) this.#draft = undefined;
    return this.#fault;
  }

  begin(head: FrameHead): number {
    this.#frame = head;
    this.#control = NO_CONTENT.bytes;
    // What follows a close in the same packet, or a message that was no DEFLATE data.
    if (this.#isClosed || this.#fault !== undefined) return 0;
    if (head.isControl) return head.kind === 'close' ? head.length : 0;
    const { kind, isCompressed } = head;
    const draft = kind === 'continuation' ? this.#draft : this.#newDraft(kind, isCompressed);
    if (draft === undefined) return 0;
    draft.length += head.length;
    return Math.min(head.length, draft.wanted);
  }

  payload(bytes: Uint8Array): void {
    if (this.#frame?.kind === 'close') {
      this.#control = joined(this.#control, bytes);
      return;
    }
    const draft = this.#draft;
    if (draft === undefined) return;
    const room = draft.isCompressed ? draft.wanted : Math.min(draft.wanted, this.#keeper.room());
    const kept = bytes.subarray(0, room);
    draft.wanted = kept.length < bytes.length ? 0 : draft.wanted - kept.length;
    draft.payload.append(kept);
    if (!draft.isCompressed) this.#keeper.take(kept.length);
  }

  end(): void {
    const head = this.#frame;
    if (head === undefined || this.#isClosed || this.#fault !== undefined) return;
    if (head.kind === 'close') this.#close();
    else if (!head.isControl && head.isFinal) this.#endMessage();
  }

  #newDraft(kind: Draft['kind'], isCompressed: boolean): Draft {
    const room = this.#keeper.room();
    const wanted = isCompressed ? this.#compressedRoom(room) : room;
    const payload = new GrowingContent(wanted);
    this.#draft = { kind, isCompressed, payload, wanted, length: 0 };
    return this.#draft;
  }

  #compressedRoom(room: number): number {
    return room === 0 || this.#inflater.isLost ? 0 : room + DEFLATE_SLACK;
  }

  #endMessage(): void {
    const draft = this.#draft;
    if (draft === undefined) return;
    this.#draft = undefined;
    const content = draft.isCompressed ? this.#inflated(draft) : this.#plain(draft);
    if (content !== undefined) this.#keeper.message(draft.kind, content);
  }

  #plain({ payload, length }: Draft): Content {
    if (length === 0) return NO_CONTENT;
    const { bytes } = payload.toContent();
    return { bytes, sizeBytes: length, truncated: bytes.length < length };
  }

  /** Its length is that on the wire where the whole was not inflated. */
  #inflated({ payload, length }: Draft): Content | undefined {
    const room = this.#keeper.room();
    const { bytes } = payload.toContent();
    if (room === 0 || this.#inflater.isLost || (bytes.length === 0 && length > 0)) {
      return { bytes: NO_CONTENT.bytes, sizeBytes: length, truncated: length > 0 };
    }
    const message = this.#inflater.inflate(bytes, bytes.length < length, room);
    if (message === undefined) {
      this.#fault = `A message of the ${SIDES[this.#from]} is compressed and cannot be inflated.`;
      return undefined;
    }
    const kept = new Uint8Array(message.bytes.subarray(0, room));
    this.#keeper.take(kept.length);
    const size = message.isWhole ? message.bytes.length : Math.max(length, kept.length);
    if (size === 0) return NO_CONTENT;
    return { bytes: kept, sizeBytes: size, truncated: !message.isWhole || kept.length < size };
  }

  /** Two bytes of code, then UTF-8 (RFC 6455 section 5.5.1). */
  #close(): void {
    this.#isClosed = true;
    this.#draft = undefined;
    const [high, low] = this.#control;
    const reason = new TextDecoder().decode(this.#control.subarray(2));
    this.#keeper.closed({
      from: this.#from,
      ...(high === undefined || low === undefined ? {} : { code: high * 256 + low }),
      reason,
    });
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
