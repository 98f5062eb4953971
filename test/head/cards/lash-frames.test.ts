import { describe, expect, it } from 'vitest';
import { distancesFrom } from '../../../src/head/anatomy/shut-slits.ts';
import { findSlits, rimOf } from '../../../src/head/anatomy/slits.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { outerLids } from '../../../src/head/face-shapes/eyes/lids-on-eyes.ts';

/** As lashes are bound (scripts/head/cards/lashes.ts). */
const REACH_MM = 5;

describe('lashes of the bundled head', () => {
  it('turn with all of the lid that one sees within their reach', () => {
    const head = loadBundledHead();
    const lashes = head.cards.find(({ name }) => name === 'lashes');
    if (lashes === undefined) throw new Error('the bundled head must have lashes');
    const { left, right } = findSlits(head);
    const lids = new Set([...outerLids(head), ...rimOf(left), ...rimOf(right)]);
    for (let a = 0; a + 1 < lashes.frameStart.length; a++) {
      const roots = [0, 1, 2].filter((c) => lashes.barycentric[3 * a + c] > 0).map((c) => lashes.anchors[3 * a + c]);
      const near = [...distancesFrom(head, roots, head.template, REACH_MM).keys()].filter((v) => lids.has(v));
      const frame = lashes.frameVertices.subarray(lashes.frameStart[a], lashes.frameStart[a + 1]);
      expect(Array.from(frame), `anchor ${a}`).toEqual(near.sort((x, y) => x - y));
    }
  });
});
