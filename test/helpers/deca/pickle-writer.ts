/** Writes pickles piece by piece: each function gives the instructions that leave its value on the stack (protocol 4). */
export type Pickled = Buffer;

const ops = (...parts: readonly (string | Uint8Array)[]): Pickled =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));

function u32(n: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(n);
  return bytes;
}

export const none: Pickled = ops('N');

export function bool(value: boolean): Pickled {
  return ops(value ? '\x88' : '\x89');
}

/** BININT where 32 bits do, else LONG1. */
export function int(value: number | bigint): Pickled {
  if (typeof value === 'number' && value === (value | 0)) {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(value);
    return ops('J', bytes);
  }
  const bytes: number[] = [];
  for (let rest = BigInt(value); ; rest >>= 8n) {
    bytes.push(Number(rest & 255n));
    // The sign's bit must agree with what is left.
    if ((rest >> 8n === 0n && !(rest & 128n)) || (rest >> 8n === -1n && rest & 128n)) break;
  }
  return ops('\x8a', Uint8Array.of(bytes.length), Uint8Array.from(bytes));
}

export function float(value: number): Pickled {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return ops('G', bytes);
}

export function text(value: string): Pickled {
  const bytes = Buffer.from(value, 'utf8');
  return ops('X', u32(bytes.length), bytes);
}

export function bytes(value: Uint8Array): Pickled {
  return ops('B', u32(value.length), value);
}

export function tuple(...items: readonly Pickled[]): Pickled {
  return ops('(', ...items, 't');
}

export function list(...items: readonly Pickled[]): Pickled {
  return ops('](', ...items, 'e');
}

export function dict(entries: readonly (readonly [Pickled, Pickled])[]): Pickled {
  return ops('}(', ...entries.flat(), 'u');
}

/** A dictionary with names. */
export function named(entries: Readonly<Record<string, Pickled>>): Pickled {
  return dict(Object.entries(entries).map(([key, value]) => [text(key), value] as const));
}

export function global(module: string, name: string): Pickled {
  return ops('c', `${module}\n${name}\n`);
}

export function call(callee: Pickled, ...args: readonly Pickled[]): Pickled {
  return ops(callee, tuple(...args), 'R');
}

export function object(type: Pickled, state: Pickled): Pickled {
  return ops(type, ')\x81', state, 'b');
}

export function put(key: number, value: Pickled): Pickled {
  return ops(value, 'q', Uint8Array.of(key));
}

export function get(key: number): Pickled {
  return ops('h', Uint8Array.of(key));
}

export function persistent(id: Pickled): Pickled {
  return ops(id, 'Q');
}

export function pickle(value: Pickled): Buffer {
  return ops('\x80\x04', value, '.');
}

export function dtype(code: string, order = '<'): Pickled {
  const type = call(global('numpy', 'dtype'), text(code), bool(false), bool(true));
  return ops(type, tuple(int(3), text(order), none, none, none, int(-1), int(-1), int(0)), 'b');
}

/** A numpy array as numpy pickles it. @param data its bytes, or the list of an object array */
export function ndarray(
  code: string,
  shape: readonly number[],
  data: Uint8Array | Pickled,
  { order = '<', fortran = false, objects = false } = {},
): Pickled {
  const empty = call(
    global('numpy.core.multiarray', '_reconstruct'),
    global('numpy', 'ndarray'),
    tuple(int(0)),
    bytes(Buffer.from('b')),
  );
  const content = objects ? Buffer.from(data) : bytes(data);
  return ops(empty, tuple(int(1), tuple(...shape.map(int)), dtype(code, order), bool(fortran), content), 'b');
}

/** Numbers as float64, or as another type by its typed array. */
export function numbers(
  shape: readonly number[],
  values: Float64Array | Float32Array | Uint32Array | Int32Array | Uint16Array,
): Pickled {
  const code =
    values instanceof Float64Array
      ? 'f8'
      : values instanceof Float32Array
        ? 'f4'
        : values instanceof Uint32Array
          ? 'u4'
          : values instanceof Uint16Array
            ? 'u2'
            : 'i4';
  return ndarray(code, shape, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}
