import { AsmFitError, messageOf } from '../../../errors.ts';
import { buildObject, callGlobal, newObject } from './pickle-classes.ts';
import type { PickleCursor } from './pickle-cursor.ts';
import type { PickleStack } from './pickle-stack.ts';
import {
  describeValue,
  PickleGlobal,
  type PickleValue,
  shownText,
  TensorStorage,
  wholeNumber,
} from './pickle-values.ts';
import type { ReadBudget } from './read-budget.ts';

/** A pickle that is being read. */
export interface PickleMachine {
  readonly cursor: PickleCursor;
  readonly stack: PickleStack;
  readonly budget: ReadBudget;
  readonly storages: Map<string, TensorStorage>;
}

/** Classes and their objects, as far as the list goes; the others are refused. @returns whether the instruction is one of these */
export function makeObject({ cursor, stack, budget, storages }: PickleMachine, op: string): boolean {
  const listed = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (error instanceof AsmFitError) throw error;
      return cursor.fail(messageOf(error));
    }
  };
  switch (op) {
    case 'c': {
      const module = cursor.line();
      stack.push(new PickleGlobal(`${module}.${cursor.line()}`));
      return true;
    }
    case '\x93': {
      const [name, module] = [stack.pop(), stack.pop()];
      if (typeof module !== 'string' || typeof name !== 'string')
        return cursor.fail(`a class named by ${describeValue(module)} and ${describeValue(name)}`);
      stack.push(new PickleGlobal(`${module}.${name}`));
      return true;
    }
    case 'R': {
      const [args, callee] = [stack.pop(), stack.pop()];
      stack.push(listed(() => callGlobal(callee, args, budget)));
      return true;
    }
    case '\x81': {
      const [, type] = [stack.pop(), stack.pop()];
      stack.push(listed(() => newObject(type)));
      return true;
    }
    case 'b': {
      const state = stack.pop();
      listed(() => buildObject(stack.top(), state, budget));
      return true;
    }
    case 'Q': {
      const storage = listed(() => storageOf(stack.pop()));
      storages.set(storage.key, storage);
      stack.push(storage);
      return true;
    }
    case 'P':
      return cursor.fail(`the persistent id "${shownText(cursor.line())}", which names nothing in this file`);
    case 'i': {
      const module = cursor.line();
      return cursor.fail(`an object of ${shownText(`${module}.${cursor.line()}`)} by its call (INST)`);
    }
    case 'o': {
      const [type] = stack.popToMark();
      return cursor.fail(`an object of ${type === undefined ? 'nothing' : describeValue(type)} by its call (OBJ)`);
    }
    case '\x92': {
      const [, , type] = [stack.pop(), stack.pop(), stack.pop()];
      return cursor.fail(`an object of ${describeValue(type)} by its call with named arguments (NEWOBJ_EX)`);
    }
    case '\x82':
    case '\x83':
    case '\x84':
      return cursor.fail('a class by its number in the registry of another machine (EXT)');
    case '\x97':
    case '\x98':
      return cursor.fail('a buffer that lies outside the file (NEXT_BUFFER)');
    default:
      return false;
  }
}

/** PyTorch's persistent ids: ('storage', class, key, location, count). */
function storageOf(id: PickleValue): TensorStorage {
  if (!Array.isArray(id) || id[0] !== 'storage' || !(id[1] instanceof PickleGlobal) || typeof id[2] !== 'string')
    throw new Error('a persistent id that is no storage');
  return new TensorStorage(
    id[1].name.replace(/^torch\.(storage\.)?/, ''),
    id[2],
    wholeNumber(id[4], `a storage ${shownText(id[2])}`),
  );
}
