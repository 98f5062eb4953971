import type { PickleCursor } from './pickle-cursor.ts';
import { describeValue, PickleDict, type PickleValue } from './pickle-values.ts';

const MARK = Symbol('mark');

/** Where a pickle's instructions push and pop: its stack with marks, and its memo. */
export class PickleStack {
  readonly #cursor: PickleCursor;
  readonly #items: (PickleValue | typeof MARK)[] = [];
  readonly #memo = new Map<number, PickleValue>();

  /** @param cursor says where a fault lies */
  constructor(cursor: PickleCursor) {
    this.#cursor = cursor;
  }

  push(value: PickleValue): void {
    this.#items.push(value);
  }

  mark(): void {
    this.#items.push(MARK);
  }

  pop(): PickleValue {
    const item = this.#items.pop();
    return item === undefined || item === MARK ? this.#cursor.fail('an empty stack') : item;
  }

  /** The last value, or a mark that nobody needs. */
  drop(): void {
    if (this.#items.pop() === undefined) this.#cursor.fail('an empty stack');
  }

  popToMark(): PickleValue[] {
    const mark = this.#items.lastIndexOf(MARK);
    if (mark < 0) this.#cursor.fail('items without their mark');
    return this.#items.splice(mark).slice(1) as PickleValue[];
  }

  top(): PickleValue {
    const item = this.#items[this.#items.length - 1];
    return item === undefined || item === MARK ? this.#cursor.fail('an empty stack') : item;
  }

  /** The last `count` values become a tuple. */
  tuple(count: number): void {
    const items = Array.from({ length: count }, () => this.pop());
    this.push(items.reverse());
  }

  /** Appends to the list on top. */
  append(items: readonly PickleValue[]): void {
    const target = this.top();
    if (!Array.isArray(target)) this.#cursor.fail(`items for ${describeValue(target)}`);
    for (const item of items) target.push(item);
  }

  /** Keys and values, one after another, for the dictionary on top. */
  setItems(items: readonly PickleValue[]): void {
    const target = this.top();
    if (!(target instanceof PickleDict)) this.#cursor.fail(`entries for ${describeValue(target)}`);
    if (items.length % 2 !== 0) this.#cursor.fail('a key without its value');
    for (let i = 0; i < items.length; i += 2) target.entries.set(items[i], items[i + 1]);
  }

  remember(key: number | bigint = this.#memo.size): void {
    if (typeof key !== 'number' || key < 0) this.#cursor.fail(`a memo ${key}`);
    this.#memo.set(key, this.top());
  }

  recall(key: number | bigint): void {
    const value = typeof key === 'number' ? this.#memo.get(key) : undefined;
    this.push(value === undefined ? this.#cursor.fail(`an unknown memo ${key}`) : value);
  }
}
