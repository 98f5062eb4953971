import { AsmFitError } from '../../../errors.ts';
import { shownText } from './pickle-values.ts';

const MAX_LINE = 1 << 20;
/** Digits and bytes of a whole number; PyTorch's largest has ten bytes. */
const MAX_NUMBER_TEXT = 400;
const MAX_NUMBER_BYTES = 255;
/** Below the longest text that V8 has. */
const MAX_TEXT_BYTES = 2 ** 28;

/** Walks through a pickle's bytes. Everything it returns lies within them, or is refused. */
export class PickleCursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #where: string;
  at: number;

  constructor(bytes: Uint8Array, where: string, start: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#where = where;
    this.at = start;
  }

  /** @throws {AsmFitError} input: always */
  fail(received: string): never {
    throw new AsmFitError(
      'input',
      `${this.#where}: the pickle must be whole and hold data alone; received ${received} at byte ${this.at}`,
      'check that the file is the original download',
    );
  }

  take(count: number): Uint8Array {
    if (!(count >= 0 && this.at + count <= this.#bytes.length)) this.fail('an end too soon');
    this.at += count;
    return this.#bytes.subarray(this.at - count, this.at);
  }

  u8(): number {
    return this.take(1)[0];
  }

  u16(): number {
    this.take(2);
    return this.#view.getUint16(this.at - 2, true);
  }

  i32(): number {
    this.take(4);
    return this.#view.getInt32(this.at - 4, true);
  }

  u32(): number {
    this.take(4);
    return this.#view.getUint32(this.at - 4, true);
  }

  u64(): number {
    this.take(8);
    return Number(this.#view.getBigUint64(this.at - 8, true));
  }

  /** Big-endian, as BINFLOAT alone has it. */
  f64(): number {
    this.take(8);
    return this.#view.getFloat64(this.at - 8, false);
  }

  /** Up to the line's end, which is passed over. */
  rawLine(): Uint8Array {
    const end = this.#bytes.indexOf(10, this.at);
    if (end < 0) this.fail('a line without an end');
    const content = this.#bytes.subarray(this.at, end);
    this.at = end + 1;
    return content;
  }

  line(): string {
    const content = this.rawLine();
    if (content.length > MAX_LINE) this.fail('a name without an end');
    return Buffer.from(content).toString('utf8');
  }

  latin1(bytes: Uint8Array): string {
    if (bytes.length > MAX_TEXT_BYTES) this.fail(`a text of ${bytes.length} bytes`);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  }

  utf8(count: number): string {
    const bytes = this.take(count);
    if (bytes.length > MAX_TEXT_BYTES) this.fail(`a text of ${bytes.length} bytes`);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  }

  /** Protocol 0's whole numbers. */
  decimal(text: string): number | bigint {
    if (text.length > MAX_NUMBER_TEXT) this.fail(`a whole number of ${text.length} digits`);
    if (!/^\s*[+-]?\d+\s*$/.test(text)) this.fail(`"${shownText(text)}" where a whole number must be`);
    return narrow(BigInt(text.trim().replace('+', '')));
  }

  /** Python's repr of a float. */
  float(): number {
    const text = this.line().trim();
    const special: Readonly<Record<string, number>> = {
      nan: Number.NaN,
      inf: Number.POSITIVE_INFINITY,
      '-inf': Number.NEGATIVE_INFINITY,
    };
    if (Object.hasOwn(special, text)) return special[text];
    if (text.length > MAX_NUMBER_TEXT || !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text))
      this.fail(`"${shownText(text)}" where a number must be`);
    return Number(text);
  }

  /** Two's complement, little-endian, as LONG1 and LONG4 have it. */
  signed(count: number): number | bigint {
    if (count > MAX_NUMBER_BYTES) this.fail(`a whole number of ${count} bytes`);
    const bytes = this.take(count);
    if (count === 0) return 0;
    const value = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
    return narrow(bytes[count - 1] & 0x80 ? value - (1n << BigInt(8 * count)) : value);
  }

  /** Protocol 0's strings: quoted, with Python's escapes for what is no printable ASCII. */
  quoted(): string {
    const line = this.latin1(this.rawLine()).trimEnd();
    const quote = line[0];
    if (line.length < 2 || (quote !== "'" && quote !== '"') || !line.endsWith(quote))
      this.fail('a text without its quotes');
    return line
      .slice(1, -1)
      .replace(/\\(x[0-9a-f]{2}|[nrt\\'"])/gi, (_, code: string) =>
        code.length === 3
          ? String.fromCharCode(Number.parseInt(code.slice(1), 16))
          : ({ n: '\n', r: '\r', t: '\t' }[code] ?? code),
      );
  }

  /** Python's raw-unicode-escape. */
  rawUnicode(): string {
    return this.latin1(this.rawLine()).replace(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (_, short, long) => {
      const code = Number.parseInt(short ?? long, 16);
      if (code > 0x10ffff) this.fail(`the character 0x${code.toString(16)}`);
      return String.fromCodePoint(code);
    });
  }
}

function narrow(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}
