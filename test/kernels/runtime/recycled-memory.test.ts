import { describe, expect, it } from 'vitest';
import { recycledMemory } from '../../../src/kernels/runtime/recycled-memory.ts';

describe('recycled memory', () => {
  it('takes released room again where the size is the same, zeroed where zeros are asked for', () => {
    const memory = recycledMemory();
    const kept = memory.room(3).fill(7);
    const mark = memory.mark();
    const first = [memory.room(5).fill(1), memory.real(4).fill(2), memory.index(4).fill(3), memory.bytes(2).fill(4)];
    memory.release(mark);
    const second = [memory.room(5), memory.real(4), memory.index(4), memory.bytes(2)];
    second.forEach((array, i) => {
      expect(array.buffer).toBe(first[i].buffer);
    });
    expect([...second[0]]).toEqual([1, 1, 1, 1, 1]);
    for (const array of second.slice(1)) expect(array.every((x) => x === 0)).toBe(true);
    expect([...kept]).toEqual([7, 7, 7]);
  });

  it('makes room anew where the size is another', () => {
    const memory = recycledMemory();
    const mark = memory.mark();
    const first = memory.double(5).fill(1);
    memory.release(mark);
    const second = memory.double(6);
    expect(second.buffer).not.toBe(first.buffer);
    expect(second).toEqual(new Float64Array(6));
  });

  it('gives nothing out twice that is not released', () => {
    const memory = recycledMemory();
    memory.room(2);
    const mark = memory.mark();
    const held = memory.room(2).fill(1);
    memory.release(mark);
    const [again, other] = [memory.room(2), memory.room(2)];
    expect(again.buffer).toBe(held.buffer);
    expect(other.buffer).not.toBe(again.buffer);
  });
});
