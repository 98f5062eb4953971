import { PickleCursor } from './pickle-cursor.ts';
import { makeObject, type PickleMachine } from './pickle-objects.ts';
import { PickleStack } from './pickle-stack.ts';
import { PickleDict, type PickleValue, type TensorStorage } from './pickle-values.ts';
import { ReadBudget } from './read-budget.ts';

const MAX_PROTOCOL = 5;

export interface PickleResult {
  readonly value: PickleValue;
  /** Where the pickle ends. */
  readonly end: number;
  /** Runs of numbers that it names, by their keys. */
  readonly storages: ReadonlyMap<string, TensorStorage>;
}

/**
 * Reads a Python pickle, protocols 0 to 5, as data. The machine pushes and pops; it calls nothing: classes and functions
 * outside the fixed list of pickle-classes.ts are refused by their names.
 * @param start where the pickle begins
 * @param budget of the file that the pickle is part of
 * @throws {AsmFitError} input: truncated, too costly, or holding what is not on the list
 */
export function readPickle(
  bytes: Uint8Array,
  where: string,
  start = 0,
  budget = new ReadBudget(bytes.length, where),
): PickleResult {
  const cursor = new PickleCursor(bytes, where, start);
  const machine = { cursor, stack: new PickleStack(cursor), budget, storages: new Map<string, TensorStorage>() };
  for (;;) {
    budget.step();
    const op = String.fromCharCode(cursor.u8());
    if (op === '.') return { value: machine.stack.pop(), end: cursor.at, storages: machine.storages };
    if (pushValue(machine, op) || buildContainer(machine, op) || makeObject(machine, op)) continue;
    const code = op.charCodeAt(0).toString(16).padStart(2, '0');
    cursor.fail(`an unknown instruction 0x${code}`);
  }
}

/** Numbers and texts. @returns whether the instruction is one of these */
function pushValue({ cursor, stack }: PickleMachine, op: string): boolean {
  switch (op) {
    case 'N':
      stack.push(null);
      return true;
    case '\x88':
      stack.push(true);
      return true;
    case '\x89':
      stack.push(false);
      return true;
    case 'I': {
      const word = cursor.line();
      stack.push(word === '01' ? true : word === '00' ? false : cursor.decimal(word));
      return true;
    }
    case 'J':
      stack.push(cursor.i32());
      return true;
    case 'K':
      stack.push(cursor.u8());
      return true;
    case 'M':
      stack.push(cursor.u16());
      return true;
    case 'L':
      stack.push(cursor.decimal(cursor.line().replace(/L$/, '')));
      return true;
    case '\x8a':
      stack.push(cursor.signed(cursor.u8()));
      return true;
    case '\x8b':
      stack.push(cursor.signed(cursor.i32()));
      return true;
    case 'F':
      stack.push(cursor.float());
      return true;
    case 'G':
      stack.push(cursor.f64());
      return true;
    case 'S':
      stack.push(cursor.quoted());
      return true;
    case 'T': // BINSTRING: Python 2's, bytes or text
      stack.push(cursor.latin1(cursor.take(cursor.u32())));
      return true;
    case 'U':
      stack.push(cursor.latin1(cursor.take(cursor.u8())));
      return true;
    case 'V':
      stack.push(cursor.rawUnicode());
      return true;
    case 'X':
      stack.push(cursor.utf8(cursor.u32()));
      return true;
    case '\x8c':
      stack.push(cursor.utf8(cursor.u8()));
      return true;
    case '\x8d':
      stack.push(cursor.utf8(cursor.u64()));
      return true;
    case 'B':
      stack.push(cursor.take(cursor.u32()));
      return true;
    case 'C':
      stack.push(cursor.take(cursor.u8()));
      return true;
    case '\x8e':
    case '\x96':
      stack.push(cursor.take(cursor.u64()));
      return true;
    default:
      return false;
  }
}

/** Tuples, lists, sets, dictionaries, the memo, and what only reads on. @returns whether the instruction is one of these */
function buildContainer({ cursor, stack }: PickleMachine, op: string): boolean {
  switch (op) {
    case '\x80': {
      const protocol = cursor.u8();
      if (protocol > MAX_PROTOCOL) cursor.fail(`protocol ${protocol}`);
      return true;
    }
    case '\x95': // FRAME
      cursor.u64();
      return true;
    case '(':
      stack.mark();
      return true;
    case '0':
      stack.drop();
      return true;
    case '1':
      stack.popToMark();
      return true;
    case '2':
      stack.push(stack.top());
      return true;
    case ')':
    case ']':
    case '\x8f':
      stack.push([]);
      return true;
    case 't':
    case 'l':
    case '\x91':
      stack.push(stack.popToMark());
      return true;
    case '\x85':
      stack.tuple(1);
      return true;
    case '\x86':
      stack.tuple(2);
      return true;
    case '\x87':
      stack.tuple(3);
      return true;
    case 'a':
      stack.append([stack.pop()]);
      return true;
    case 'e':
    case '\x90':
      stack.append(stack.popToMark());
      return true;
    case '}':
      stack.push(new PickleDict());
      return true;
    case 'd': {
      const items = stack.popToMark();
      stack.push(new PickleDict());
      stack.setItems(items);
      return true;
    }
    case 's': {
      const value = stack.pop();
      stack.setItems([stack.pop(), value]);
      return true;
    }
    case 'u':
      stack.setItems(stack.popToMark());
      return true;
    case 'g':
      stack.recall(cursor.decimal(cursor.line()));
      return true;
    case 'h':
      stack.recall(cursor.u8());
      return true;
    case 'j':
      stack.recall(cursor.u32());
      return true;
    case 'p':
      stack.remember(cursor.decimal(cursor.line()));
      return true;
    case 'q':
      stack.remember(cursor.u8());
      return true;
    case 'r':
      stack.remember(cursor.u32());
      return true;
    case '\x94':
      stack.remember();
      return true;
    default:
      return false;
  }
}
