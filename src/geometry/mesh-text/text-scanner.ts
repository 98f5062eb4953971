import { meshFault } from './mesh-fault.ts';

const [TAB, LF, VT, FF, CR, BLANK, HASH, PLUS, MINUS, DOT, ZERO, NINE, BACKSLASH] = Array.from(
  '\t\n\v\f\r #+-.09\\',
  (c) => c.charCodeAt(0),
);
const DECODER = new TextDecoder();
const LOWER = 32;
const LETTER_E = 'e'.charCodeAt(0);
/** Up to these, digits and powers of ten are exact, so that one multiplication rounds as it should. */
const EXACT_DIGITS = 15;
const EXACT_POWER = 22;
const POWERS = Array.from({ length: EXACT_POWER + 1 }, (_, k) => Number(`1e${k}`));
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** How C libraries write what is no number. */
const NO_NUMBER = /^[+-]?(nan(\([^)]*\))?|inf(inity)?|1\.#(qnan|snan|ind|inf)\d*)$/i;
const INFINITE = /inf/i;

/** Words and numbers of a text, taken from its bytes one after another; a line goes on after a backslash at its end. */
export class TextScanner {
  at = 0;
  /** From 1, of the place that is read. */
  line = 1;
  readonly bytes: Uint8Array;
  readonly end: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.end = bytes.length;
  }

  /** The byte here; 0 at the end. */
  peek(): number {
    return this.at < this.end ? this.bytes[this.at] : 0;
  }

  /** Whether a line ends here, or a comment begins. */
  endsStatement(): boolean {
    const byte = this.peek();
    return byte === LF || byte === CR || byte === HASH || this.at >= this.end;
  }

  skipBlanks(): void {
    for (;;) {
      const byte = this.peek();
      if (byte === BLANK || byte === TAB || byte === VT || byte === FF) this.at++;
      else if (byte !== BACKSLASH || !this.skipContinuation()) return;
    }
  }

  skipBlankLines(): void {
    for (;;) {
      this.skipBlanks();
      if (!this.skipLineEnd()) return;
    }
  }

  /** Goes to the next line, whatever is in the rest of this one. */
  skipLine(): void {
    while (this.at < this.end && !this.skipLineEnd()) this.at++;
  }

  /** Goes to the next line that is no continuation of this one; a comment is continued by none. */
  skipStatement(): void {
    while (this.at < this.end) {
      const byte = this.bytes[this.at];
      if (byte === LF || byte === CR) {
        this.skipLineEnd();
        return;
      }
      if (byte === HASH) {
        this.skipLine();
        return;
      }
      if (byte !== BACKSLASH || !this.skipContinuation()) this.at++;
    }
  }

  /** Up to the next blank or line's end; empty where one is here. */
  word(): string {
    const from = this.at;
    this.skipWord();
    return this.text(from, this.at);
  }

  /** @returns whether there is one: control characters are neither blanks nor words */
  skipWord(): boolean {
    const from = this.at;
    while (this.at < this.end && this.bytes[this.at] > BLANK) this.at++;
    return this.at > from;
  }

  /** The rest of the line up to a comment, without blanks around it. */
  restOfLine(): string {
    const from = this.at;
    while (this.at < this.end && this.bytes[this.at] !== LF && this.bytes[this.at] !== CR) this.at++;
    return this.text(from, this.at)
      .replace(/(^|\s)#.*$/, '')
      .trim();
  }

  /**
   * A decimal number, as `Number` reads it; NaN and infinities as C libraries write them.
   * @throws {AsmFitError} input: something else
   */
  number(what: string): number {
    const { bytes, end } = this;
    let at = this.at;
    let byte = this.peek();
    const negative = byte === MINUS;
    if (negative || byte === PLUS) byte = ++at < end ? bytes[at] : 0;
    let mantissa = 0;
    let significant = 0;
    let digits = 0;
    let power = 0;
    for (; byte >= ZERO && byte <= NINE; byte = ++at < end ? bytes[at] : 0) {
      mantissa = 10 * mantissa + byte - ZERO;
      if (mantissa > 0) significant++;
      digits++;
    }
    if (byte === DOT)
      for (byte = ++at < end ? bytes[at] : 0; byte >= ZERO && byte <= NINE; byte = ++at < end ? bytes[at] : 0) {
        mantissa = 10 * mantissa + byte - ZERO;
        if (mantissa > 0) significant++;
        digits++;
        power--;
      }
    if ((byte | LOWER) === LETTER_E && digits > 0) {
      byte = ++at < end ? bytes[at] : 0;
      const down = byte === MINUS;
      if (down || byte === PLUS) byte = ++at < end ? bytes[at] : 0;
      digits = 0;
      let exponent = 0;
      for (; byte >= ZERO && byte <= NINE; byte = ++at < end ? bytes[at] : 0) {
        exponent = 10 * exponent + byte - ZERO;
        digits++;
      }
      power += down ? -exponent : exponent;
    }
    const exact = significant <= EXACT_DIGITS && power >= -EXACT_POWER && power <= EXACT_POWER;
    if (digits === 0 || !exact || !endsNumber(byte)) return this.anyNumber(what);
    this.at = at;
    const value = power < 0 ? mantissa / POWERS[-power] : mantissa * POWERS[power];
    return negative ? -value : value;
  }

  /**
   * A whole number; what follows its digits is left to be read.
   * @throws {AsmFitError} input: no digit is here
   */
  integer(what: string): number {
    const from = this.at;
    const negative = this.peek() === MINUS;
    if (negative || this.peek() === PLUS) this.at++;
    const first = this.at;
    let value = 0;
    for (let byte = this.peek(); byte >= ZERO && byte <= NINE; byte = this.peek()) {
      value = 10 * value + byte - ZERO;
      this.at++;
    }
    if (this.at === first) {
      this.at = from;
      throw this.fault(`${what} must be a whole number`);
    }
    return negative ? -value : value;
  }

  /** An input error here. @param received where it is not the next word */
  fault(requirement: string, received?: string | number, hint?: string) {
    const from = this.at;
    const { line } = this;
    const word = this.word();
    this.at = from;
    return meshFault(`line ${line}`, requirement, received ?? (word === '' ? 'its end' : quoted(word)), hint);
  }

  /** The long way, for numbers that the short one might round wrongly and for what is none. */
  private anyNumber(what: string): number {
    const from = this.at;
    let at = from;
    while (at < this.end && this.bytes[at] > BLANK && this.bytes[at] !== BACKSLASH) at++;
    const whole = this.text(from, at);
    if (NO_NUMBER.test(whole)) {
      this.at = at;
      return INFINITE.test(whole) ? (whole[0] === '-' ? -1 : 1) * Number.POSITIVE_INFINITY : Number.NaN;
    }
    const word = whole.split('#', 1)[0];
    if (!DECIMAL.test(word)) {
      const comma = /^[+-]?\d+,\d+$/.test(word) ? 'write decimals with a point' : undefined;
      throw this.fault(`${what} must be a number`, undefined, comma);
    }
    this.at = from + word.length; // ASCII, as DECIMAL says
    return Number(word);
  }

  private text(from: number, to: number): string {
    let text = '';
    for (let at = from; at < to; at++) {
      // Most words are short and ASCII: a decoder's call costs more than they.
      if (this.bytes[at] > 126 || to - from > 40) return DECODER.decode(this.bytes.subarray(from, to));
      text += String.fromCharCode(this.bytes[at]);
    }
    return text;
  }

  private skipLineEnd(): boolean {
    const byte = this.peek();
    if (byte !== LF && byte !== CR) return false;
    this.at++;
    if (byte === CR && this.peek() === LF) this.at++;
    this.line++;
    return true;
  }

  /** From a backslash to the next line, where only blanks are between. */
  private skipContinuation(): boolean {
    const from = this.at++;
    while (this.peek() === BLANK || this.peek() === TAB) this.at++;
    if (this.at >= this.end || this.skipLineEnd()) return true;
    this.at = from;
    return false;
  }
}

function endsNumber(byte: number): boolean {
  return byte <= BLANK || byte === HASH || byte === BACKSLASH;
}

function quoted(word: string): string {
  return JSON.stringify(word.length > 40 ? `${word.slice(0, 40)}...` : word);
}
