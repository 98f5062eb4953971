import { halfToFloat } from '../../onnx/half-float.ts';
import { type NdArray, shownText } from './pickle/pickle-values.ts';

/** Numbers that arrays may hold: kind, bytes of one, and how one is read. Python's bool is a byte of 0 or 1. */
const NUMBER_TYPES: Readonly<Record<string, (view: DataView, at: number, little: boolean) => number>> = {
  f2: (view, at, little) => halfToFloat(view.getUint16(at, little)),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
  i1: (view, at) => view.getInt8(at),
  i2: (view, at, little) => view.getInt16(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  u1: (view, at) => view.getUint8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  b1: (view, at) => view.getUint8(at),
};

/** What other types are, and why their bytes are not guessed at. */
function whyNot(code: string): string {
  const type = `type ${shownText(code)}`;
  if (/^f(12|16)$/.test(code)) return `long doubles (${type}), whose bytes mean other numbers on other machines`;
  if (/^c/.test(code)) return `complex numbers (${type})`;
  if (/^O/.test(code)) return `objects (${type})`;
  if (/^[SUa]/.test(code)) return `texts (${type})`;
  if (/^V/.test(code)) return `records (${type})`;
  return `values of ${type}`;
}

/** Numbers of an array in C order. @throws {Error} a type that holds no numbers, or too few bytes */
export function numbersOf({ shape, dtype, data, fortranOrder }: NdArray): Float64Array {
  const count = countOf(shape);
  if (!(data instanceof Uint8Array)) throw new Error('an array of objects where numbers must be');
  const code = dtype.code.replace(/^[<>=|]/, '');
  const readNumber = Object.hasOwn(NUMBER_TYPES, code) ? NUMBER_TYPES[code] : undefined;
  if (readNumber === undefined) throw new Error(whyNot(code));
  const size = Number(code.slice(1));
  const little = dtype.littleEndian && !dtype.code.startsWith('>');
  if (data.length !== count * size) throw new Error(`${count} numbers of type ${dtype.code} in ${data.length} bytes`);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const out = new Float64Array(count);
  if (!fortranOrder) {
    for (let i = 0; i < count; i++) out[i] = readNumber(view, i * size, little);
    return out;
  }
  // Column-major: the first index runs fastest.
  const index = new Array<number>(shape.length).fill(0);
  for (let i = 0; i < count; i++) {
    let to = 0;
    for (let d = 0; d < shape.length; d++) to = to * shape[d] + index[d];
    out[to] = readNumber(view, i * size, little);
    for (let d = 0; d < shape.length && ++index[d] === shape[d]; d++) index[d] = 0;
  }
  return out;
}

/** Numbers that an array of a shape has. */
export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}
