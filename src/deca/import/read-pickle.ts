import { AsmFitError } from '../../errors.ts';
import { buildObject, callGlobal, newObject } from './pickle-classes.ts';
import { PickleDict, PickleGlobal, type PickleValue, TensorStorage } from './pickle-values.ts';

/** More than any model's file holds. */
const MAX_STEPS = 5_000_000;
const MAX_TEXT = 1 << 20;

/** @returns the value and where the pickle ends */
export interface PickleResult {
  readonly value: PickleValue;
  readonly end: number;
}

const MARK = Symbol('mark');
type StackItem = PickleValue | typeof MARK;

/**
 * Reads a Python pickle, protocols 0 to 5, as data. The machine pushes and pops; it calls nothing: classes and functions
 * outside the fixed list of pickle-classes.ts are refused.
 * @throws {AsmFitError} input: truncated, too large, or holding what is not on the list.
 */
export function readPickle(bytes: Uint8Array, where: string, start = 0): PickleResult {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stack: StackItem[] = [];
  const memo = new Map<number, PickleValue>();
  let at = start;
  const fail = (received: string): never => {
    throw new AsmFitError(
      'input',
      `${where}: the pickle must be whole and hold data alone; received ${received} at byte ${at}`,
      'check that the file is the original download',
    );
  };
  const need = (count: number): void => {
    if (!(count >= 0) || at + count > bytes.length) fail('an end too soon');
  };
  const take = (count: number): Uint8Array => {
    need(count);
    at += count;
    return bytes.subarray(at - count, at);
  };
  const u8 = (): number => take(1)[0];
  const u16 = (): number => {
    take(2);
    return view.getUint16(at - 2, true);
  };
  const i32 = (): number => {
    take(4);
    return view.getInt32(at - 4, true);
  };
  const u32 = (): number => {
    take(4);
    return view.getUint32(at - 4, true);
  };
  const u64 = (): number => {
    take(8);
    return Number(view.getBigUint64(at - 8, true));
  };
  const rawLine = (): Uint8Array => {
    const end = bytes.indexOf(10, at);
    if (end < 0) fail('a line without an end');
    const content = bytes.subarray(at, end);
    at = end + 1;
    return content;
  };
  const line = (): string => {
    const content = rawLine();
    if (content.length > MAX_TEXT) fail('a name without an end');
    return Buffer.from(content).toString('utf8');
  };
  const text = (count: number): string => Buffer.from(take(count)).toString('utf8');
  const pop = (): PickleValue => {
    const item = stack.pop();
    if (item === undefined || item === MARK) return fail('an empty stack');
    return item;
  };
  const popToMark = (): PickleValue[] => {
    const mark = stack.lastIndexOf(MARK);
    if (mark < 0) return fail('items without their mark');
    const items = stack.splice(mark) as StackItem[];
    return items.slice(1) as PickleValue[];
  };
  const top = (): PickleValue => {
    const item = stack[stack.length - 1];
    if (item === undefined || item === MARK) return fail('an empty stack');
    return item;
  };
  const setItems = (items: readonly PickleValue[]): void => {
    const target = top();
    for (let i = 0; i + 1 < items.length; i += 2)
      if (target instanceof PickleDict) target.entries.set(items[i], items[i + 1]);
      else fail('items for what is no dict');
  };
  const append = (items: readonly PickleValue[]): void => {
    const target = top();
    if (Array.isArray(target)) target.push(...items);
    else fail('items for what is no list');
  };
  const dictOf = (items: readonly PickleValue[]): PickleDict => {
    const dict = new PickleDict();
    for (let i = 0; i + 1 < items.length; i += 2) dict.entries.set(items[i], items[i + 1]);
    return dict;
  };
  const remember = (key: number): void => {
    memo.set(key, top());
  };
  const recall = (key: number): void => {
    const value = memo.get(key);
    if (value === undefined) fail(`an unknown memo ${key}`);
    else stack.push(value);
  };
  const listed = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      return fail(error instanceof Error ? error.message : String(error));
    }
  };
  const global = (module: string, name: string): PickleGlobal => new PickleGlobal(`${module}.${name}`);

  for (let steps = 0; steps < MAX_STEPS; steps++) {
    const op = String.fromCharCode(u8());
    switch (op) {
      case '\x80': // PROTO
        u8();
        break;
      case '\x95': // FRAME
        u64();
        break;
      case '.':
        return { value: pop(), end: at };
      case '(':
        stack.push(MARK);
        break;
      case '0':
        stack.pop();
        break;
      case '1':
        popToMark();
        break;
      case '2':
        stack.push(top());
        break;
      case 'N':
        stack.push(null);
        break;
      case '\x88':
        stack.push(true);
        break;
      case '\x89':
        stack.push(false);
        break;
      case 'I': {
        const word = line();
        stack.push(word === '01' ? true : word === '00' ? false : Number.parseInt(word, 10));
        break;
      }
      case 'J':
        stack.push(i32());
        break;
      case 'K':
        stack.push(u8());
        break;
      case 'M':
        stack.push(u16());
        break;
      case 'L':
        stack.push(integer(BigInt(line().replace(/L$/, ''))));
        break;
      case '\x8a':
        stack.push(signed(take(u8())));
        break;
      case '\x8b':
        stack.push(signed(take(i32())));
        break;
      case 'F':
        stack.push(Number.parseFloat(line()));
        break;
      case 'G':
        take(8);
        stack.push(view.getFloat64(at - 8, false));
        break;
      case 'S':
        stack.push(unquoted(line()));
        break;
      case 'T': // BINSTRING: Python 2's, bytes or text
        stack.push(latin1(take(u32())));
        break;
      case 'U':
        stack.push(latin1(take(u8())));
        break;
      case 'V': // raw-unicode-escape
        stack.push(
          latin1(rawLine()).replace(/\\u([0-9a-f]{4})|\\U([0-9a-f]{8})/gi, (_, short, long) =>
            String.fromCodePoint(Number.parseInt(short ?? long, 16)),
          ),
        );
        break;
      case 'X':
        stack.push(text(u32()));
        break;
      case '\x8c':
        stack.push(text(u8()));
        break;
      case '\x8d':
        stack.push(text(u64()));
        break;
      case 'B':
        stack.push(take(u32()));
        break;
      case 'C':
        stack.push(take(u8()));
        break;
      case '\x8e':
      case '\x96':
        stack.push(take(u64()));
        break;
      case ')':
      case ']':
      case '\x8f':
        stack.push([]);
        break;
      case 't':
      case 'l':
      case '\x91':
        stack.push(popToMark());
        break;
      case '\x85':
        stack.push([pop()]);
        break;
      case '\x86': {
        const b = pop();
        stack.push([pop(), b]);
        break;
      }
      case '\x87': {
        const c = pop();
        const b = pop();
        stack.push([pop(), b, c]);
        break;
      }
      case 'a': {
        const item = pop();
        append([item]);
        break;
      }
      case 'e':
      case '\x90': {
        const items = popToMark();
        append(items);
        break;
      }
      case '}':
        stack.push(new PickleDict());
        break;
      case 'd':
        stack.push(dictOf(popToMark()));
        break;
      case 's': {
        const value = pop();
        const key = pop();
        setItems([key, value]);
        break;
      }
      case 'u': {
        const items = popToMark();
        setItems(items);
        break;
      }
      case 'g':
        recall(Number(line()));
        break;
      case 'h':
        recall(u8());
        break;
      case 'j':
        recall(u32());
        break;
      case 'p':
        remember(Number(line()));
        break;
      case 'q':
        remember(u8());
        break;
      case 'r':
        remember(u32());
        break;
      case '\x94':
        remember(memo.size);
        break;
      case 'c': {
        const module = line();
        stack.push(global(module, line()));
        break;
      }
      case '\x93': {
        const name = pop();
        const module = pop();
        stack.push(global(String(module), String(name)));
        break;
      }
      case 'R': {
        const args = pop();
        const callee = pop();
        stack.push(listed(() => callGlobal(callee, args)));
        break;
      }
      case '\x81': {
        pop();
        const type = pop();
        stack.push(listed(() => newObject(type)));
        break;
      }
      case 'b': {
        const state = pop();
        const target = top();
        listed(() => buildObject(target, state));
        break;
      }
      case 'Q': {
        const id = pop();
        stack.push(listed(() => storageOf(id)));
        break;
      }
      default:
        fail(`an unknown instruction 0x${bytes[at - 1].toString(16)}`);
    }
  }
  return fail('too many instructions');
}

/** PyTorch's persistent ids: ('storage', class, key, location, count). */
function storageOf(id: PickleValue): TensorStorage {
  if (!Array.isArray(id) || id[0] !== 'storage' || !(id[1] instanceof PickleGlobal))
    throw new Error('a persistent id that is no storage');
  return new TensorStorage(id[1].name.replace(/^torch\.(storage\.)?/, ''), String(id[2]), Number(id[4]));
}

function signed(bytes: Uint8Array): number | bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]);
  if (bytes.length > 0 && bytes[bytes.length - 1] & 0x80) value -= 1n << BigInt(8 * bytes.length);
  return integer(value);
}

function integer(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

/** Protocol 0's strings: quoted, with Python's escapes for what is no printable ASCII. */
function unquoted(line: string): string {
  return line
    .slice(1, -1)
    .replace(/\\(x[0-9a-f]{2}|[nrt\\'"])/g, (_, code: string) =>
      code[0] === 'x'
        ? String.fromCharCode(Number.parseInt(code.slice(1), 16))
        : ({ n: '\n', r: '\r', t: '\t' }[code] ?? code),
    );
}
