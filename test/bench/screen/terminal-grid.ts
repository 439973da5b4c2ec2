/**
 * What a terminal shows after some output: as much of xterm as blessed and urwid use. Characters and
 * whether they are in reverse video; no colours. It knows nothing of who wrote, and forgives all it does
 * not know.
 */
import { clusterWidth } from '../../../src/tui/display-width.js';

interface Cell {
  text: string;
  reverse: boolean;
}

const ESCAPE = '\x1b';
/** A control sequence: parameters, intermediates, final byte. */
const CONTROL = /^\x1b\[([<-?]?[0-9;:]*)([ -/]*)([@-~])/;
/** An operating system command or another string. */
const STRING = /^\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)/;
const OTHER = /^\x1b[ -/]*[0-~]/;
const TEXT = /[^\x00-\x1f\x7f]+/y;

export class TerminalGrid {
  readonly columns: number;
  readonly rows: number;
  readonly #decoder = new TextDecoder();
  #cells: Cell[][];
  #row = 0;
  #column = 0;
  #top = 0;
  #bottom: number;
  #reverse = false;
  #inserts = false;
  #lineDrawing = false;
  #rest = '';

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.#bottom = rows - 1;
    this.#cells = Array.from({ length: rows }, () => this.#blankLine());
  }

  /** A row as text, its trailing spaces kept. */
  line(row: number): string {
    return this.#cells[row]?.map((cell) => cell.text).join('') ?? '';
  }

  lines(): readonly string[] {
    return this.#cells.map((_cells, row) => this.line(row));
  }

  isReverse(row: number, column: number): boolean {
    return this.#cells[row]?.[column]?.reverse === true;
  }

  /** Takes output in pieces that may end anywhere. */
  write(bytes: Uint8Array): void {
    const text = this.#rest + this.#decoder.decode(bytes, { stream: true });
    this.#rest = '';
    for (let at = 0; at < text.length;) {
      TEXT.lastIndex = at;
      const run = TEXT.exec(text);
      if (run !== null) {
        for (const character of run[0]) this.#put(character);
        at += run[0].length;
      } else if (text[at] === ESCAPE) {
        const length = this.#escape(text.slice(at, at + 256));
        if (length === 0) {
          this.#rest = text.slice(at);
          return;
        }
        at += length;
      } else {
        this.#control(text[at] ?? '');
        at += 1;
      }
    }
  }

  /** Characters that the sequence takes; 0 when its end has not come yet. */
  #escape(text: string): number {
    const control = CONTROL.exec(text);
    if (control !== null) {
      const [whole, parameters = '', between = '', final = ''] = control;
      if (between === '') this.#perform(final, parameters);
      return whole.length;
    }
    const other = text.startsWith(`${ESCAPE}[`) ? null : (STRING.exec(text) ?? OTHER.exec(text));
    if (other === null) return text.length >= 256 ? 1 : 0;
    if (other[0] === `${ESCAPE}(0`) this.#lineDrawing = true;
    if (other[0] === `${ESCAPE}(B`) this.#lineDrawing = false;
    if (other[0] === `${ESCAPE}M`) this.#reverseIndex();
    return other[0].length;
  }

  #control(character: string): void {
    switch (character) {
      case '\r':
        this.#column = 0;
        return;
      case '\n':
        if (this.#row === this.#bottom) this.#scroll(this.#top, 1);
        else this.#row = Math.min(this.rows - 1, this.#row + 1);
        return;
      case '\b':
        this.#column = Math.max(0, Math.min(this.#column, this.columns - 1) - 1);
        return;
      case '\x0e':
        this.#lineDrawing = true;
        return;
      case '\x0f':
        this.#lineDrawing = false;
        return;
      default:
    }
  }

  #put(character: string): void {
    const width = clusterWidth(character);
    if (this.#column + width > this.columns) {
      this.#column = 0;
      this.#control('\n');
    }
    const line = this.#cells[this.#row];
    if (line === undefined) return;
    const text = this.#lineDrawing && /[`-~]/.test(character) ? '─' : character;
    const cells = [{ text, reverse: this.#reverse }];
    if (width === 2) cells.push({ text: '', reverse: this.#reverse });
    if (this.#inserts) line.splice(this.#column, 0, ...cells);
    else for (const [offset, cell] of cells.entries()) line[this.#column + offset] = cell;
    line.length = this.columns;
    this.#column += width;
  }

  #perform(final: string, parameters: string): void {
    const numbers = parameters.split(/[;:]/).map(Number);
    const [first = 0, second = 0] = numbers;
    const count = Math.max(1, first);
    switch (final) {
      case 'H':
      case 'f':
        this.#go(first - 1, second - 1);
        return;
      case 'A':
        this.#go(this.#row - count, this.#column);
        return;
      case 'B':
        this.#go(this.#row + count, this.#column);
        return;
      case 'C':
        this.#go(this.#row, this.#column + count);
        return;
      case 'D':
        this.#go(this.#row, this.#column - count);
        return;
      case 'G':
        this.#go(this.#row, first - 1);
        return;
      case 'd':
        this.#go(first - 1, this.#column);
        return;
      case 'J':
        this.#eraseScreen(first);
        return;
      case 'K':
        this.#erase(
          this.#row,
          first === 0 ? this.#column : 0,
          first === 1 ? this.#column + 1 : this.columns,
        );
        return;
      case 'X':
        this.#erase(this.#row, this.#column, this.#column + count);
        return;
      case 'L':
        this.#scroll(this.#row, -count);
        return;
      case 'M':
        this.#scroll(this.#row, count);
        return;
      case 'P':
        this.#cells[this.#row]?.splice(this.#column, count);
        this.#cells[this.#row]?.push(...this.#blankLine().slice(0, count));
        return;
      case '@':
        this.#cells[this.#row]?.splice(this.#column, 0, ...this.#blankLine().slice(0, count));
        this.#cells[this.#row]!.length = this.columns;
        return;
      case 'S':
        this.#scroll(this.#top, count);
        return;
      case 'T':
        this.#scroll(this.#top, -count);
        return;
      case 'r':
        this.#top = Math.max(0, first - 1);
        this.#bottom = second === 0 ? this.rows - 1 : second - 1;
        this.#go(0, 0);
        return;
      case 'm':
        this.#style(parameters, numbers);
        return;
      case 'h':
      case 'l':
        if (parameters === '4') this.#inserts = final === 'h';
        return;
      default:
    }
  }

  #style(parameters: string, numbers: readonly number[]): void {
    if (/^[<-?]/.test(parameters)) return;
    for (let at = 0; at < numbers.length; at += 1) {
      const number = numbers[at];
      if (number === 38 || number === 48) at += numbers[at + 1] === 5 ? 2 : 4;
      else if (number === 7) this.#reverse = true;
      else if (number === 0 || number === 27) this.#reverse = false;
    }
  }

  #go(row: number, column: number): void {
    this.#row = Math.max(0, Math.min(this.rows - 1, row));
    this.#column = Math.max(0, Math.min(this.columns - 1, column));
  }

  #eraseScreen(what: number): void {
    const from = what === 0 ? this.#row + 1 : 0;
    const to = what === 1 ? this.#row : this.rows;
    for (let row = from; row < to; row += 1) this.#erase(row, 0, this.columns);
    if (what === 0) this.#erase(this.#row, this.#column, this.columns);
    if (what === 1) this.#erase(this.#row, 0, this.#column + 1);
  }

  #erase(row: number, from: number, to: number): void {
    this.#cells[row]?.fill({ text: ' ', reverse: false }, from, to);
  }

  #reverseIndex(): void {
    if (this.#row === this.#top) this.#scroll(this.#top, -1);
    else this.#go(this.#row - 1, this.#column);
  }

  /** Rows from `from` to the end of the region move up; down for a count below nothing. */
  #scroll(from: number, count: number): void {
    const size = this.#bottom - from + 1;
    const by = Math.min(size, Math.abs(count));
    const blank = Array.from({ length: by }, () => this.#blankLine());
    const kept = this.#cells.slice(from, this.#bottom + 1);
    const moved =
      count > 0 ? [...kept.slice(by), ...blank] : [...blank, ...kept.slice(0, size - by)];
    this.#cells.splice(from, size, ...moved);
  }

  #blankLine(): Cell[] {
    return Array.from({ length: this.columns }, () => ({ text: ' ', reverse: false }));
  }
}
