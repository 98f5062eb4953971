import { describe, expect, it } from 'vitest';
import { seatEyes } from '../../../../src/head/anatomy/eyes/seat-eyes.ts';
import { findSlits, rimOf } from '../../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';

const head = loadBundledHead();

describe('seated eyes', () => {
  it('come back from where they break through the lids, and stay where they fit', () => {
    const eyes = head.parts.filter((part) => part.texture === 'eye');
    expect(eyes).toHaveLength(2);
    for (const off of [0, 1.5, -1.5]) {
      const positions = head.template.slice();
      for (const part of eyes)
        for (let v = part.vertexStart; v < part.vertexStart + part.vertexCount; v++) positions[3 * v + 2] += off;
      seatEyes(head, positions);
      for (const part of eyes)
        for (let k = 0; k < 3; k++) {
          const i = 3 * part.vertexStart + k;
          expect(Math.abs(positions[i] - head.template[i]), `off ${off}`).toBeLessThan(0.15);
        }
    }
  });

  it('stay between the corners of lids whose outer ends are fitted too deep', () => {
    const slits = findSlits(head);
    const positions = head.template.slice();
    for (const rim of [rimOf(slits.left), rimOf(slits.right)]) {
      const across = rim.map((v) => Math.abs(head.template[3 * v]));
      const [inner, outer] = [Math.min(...across), Math.max(...across)];
      rim.forEach((v, i) => {
        positions[3 * v + 2] -= (3 * (across[i] - inner)) / (outer - inner) - 1.5;
      });
    }
    seatEyes(head, positions);
    for (const { vertexStart } of head.parts.filter((part) => part.texture === 'eye'))
      expect(Math.abs(positions[3 * vertexStart] - head.template[3 * vertexStart])).toBeLessThan(1);
  });
});
