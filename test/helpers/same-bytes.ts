import { expect } from 'vitest';

/** Of long arrays, which an assertion on their elements takes seconds to walk and a difference minutes to print. */
export function expectSameBytes(given: ArrayBufferView, wanted: ArrayBufferView, what?: string): void {
  const bytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer =>
    Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
  expect(given.constructor, what).toBe(wanted.constructor);
  expect(bytes(given).equals(bytes(wanted)), what).toBe(true);
}
