import { meshFault } from '../../../geometry/mesh-text/mesh-fault.ts';
import { TextScanner } from '../../../geometry/mesh-text/text-scanner.ts';
import { PLY_TYPES, type PlyElement, type PlyHeader, type PlyType } from './ply-header.ts';

/** The numbers of a PLY's body, one after another. */
export interface PlyValues {
  /** @throws {AsmFitError} input: the body cannot hold so many of an element */
  checkRoom(element: PlyElement): void;
  /** @param where the element and its row, in words, for errors */
  value(type: PlyType, where: () => string): number;
  /** Passes values over. */
  skip(type: PlyType, count: number, where: () => string): void;
  /** After all values of an element. */
  endRow(where: () => string): void;
  /** After all elements. */
  endBody(): void;
}

export function plyValues(bytes: Uint8Array, header: PlyHeader): PlyValues {
  return header.format === 'ascii' ? new AsciiValues(bytes, header) : new BinaryValues(bytes, header);
}

/** A row is a line, and may go on in the next ones; no line holds the end of one row and the beginning of another. */
class AsciiValues implements PlyValues {
  private readonly text: TextScanner;

  constructor(bytes: Uint8Array, { end, lines }: PlyHeader) {
    this.text = new TextScanner(bytes);
    this.text.at = end;
    this.text.line = lines + 1;
  }

  checkRoom(element: PlyElement): void {
    // A digit and a blank or line's end each.
    const least = 2 * element.count * element.properties.length - 1;
    if (least > this.text.end - this.text.at) throw tooMany(element, this.text.end - this.text.at);
  }

  value(_type: PlyType, where: () => string): number {
    this.text.skipBlankLines();
    if (this.text.at >= this.text.end) throw meshFault(where(), 'must be in the file', "the file's end");
    return this.text.number('a value');
  }

  skip(_type: PlyType, count: number, where: () => string): void {
    for (let i = 0; i < count; i++) {
      this.text.skipBlankLines();
      if (!this.text.skipWord()) throw meshFault(where(), 'must be in the file', "the file's end, or no text");
    }
  }

  endRow(where: () => string): void {
    this.text.skipBlanks();
    if (!this.text.endsStatement()) throw this.text.fault(`${where()} must have the values that the header says`);
    this.text.skipLine();
  }

  endBody(): void {
    this.text.skipBlankLines();
    if (this.text.at < this.text.end) throw this.text.fault('the file must end after its last element');
  }
}

class BinaryValues implements PlyValues {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly little: boolean;
  private at: number;

  constructor(bytes: Uint8Array, { end, format }: PlyHeader) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.little = format === 'binary_little_endian';
    this.at = end;
  }

  checkRoom(element: PlyElement): void {
    let row = 0;
    for (const { type, countType } of element.properties) row += PLY_TYPES[countType ?? type].bytes;
    if (element.count * row > this.bytes.length - this.at) throw tooMany(element, this.bytes.length - this.at);
  }

  value(type: PlyType, where: () => string): number {
    const { bytes, read } = PLY_TYPES[type];
    if (this.at + bytes > this.bytes.length) throw meshFault(where(), 'must be in the file', "the file's end");
    const value = read(this.view, this.at, this.little);
    this.at += bytes;
    return value;
  }

  skip(type: PlyType, count: number, where: () => string): void {
    this.at += count * PLY_TYPES[type].bytes;
    if (this.at > this.bytes.length) throw meshFault(where(), 'must be in the file', "the file's end");
  }

  endRow(): void {}

  endBody(): void {
    // Blanks and zeros at the end are no rows.
    for (let at = this.at; at < this.bytes.length; at++)
      if (this.bytes[at] > 32)
        throw meshFault('body', 'must end after its last element', `${this.bytes.length - this.at} bytes more`);
  }
}

function tooMany({ name, count }: PlyElement, bytes: number) {
  return meshFault(`element ${name}`, 'must fit into the file', `a count of ${count} and ${bytes} bytes`);
}
