import { describe, expect, it } from 'vitest';
import { nostrilVertices } from '../../../src/head/anatomy/nostrils.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { joinPopulations } from '../../../src/head/people/join-populations.ts';
import { expectClose } from '../../helpers/close.ts';

const head = loadBundledHead();

describe('joined populations', () => {
  it('reach both means', () => {
    const other = { ...head, name: 'other', template: head.template.map((x) => 1.01 * x) };
    const joined = joinPopulations(other, head, 0.5);
    const count = head.identity.names.length;
    expect(joined.identity.names.length).toBe(2 * count + 1);
    const stride = 3 * head.vertexCount;
    const way = joined.identity.deltas.subarray(count * stride, (count + 1) * stride);
    // But for the nostrils, which go with the skin around them.
    const nostrils = new Set(nostrilVertices(head));
    const kept = (values: ArrayLike<number>): Float64Array =>
      Float64Array.from(values).filter((_, i) => !nostrils.has(Math.floor(i / 3)));
    expectClose(kept(other.template.map((x, i) => x + way[i])), kept(head.template), { atol: 1e-4 });
    expectClose(
      joined.identity.deltas.subarray((count + 1) * stride, (count + 2) * stride),
      head.identity.deltas.subarray(0, stride).map((x) => 0.5 * x),
      { atol: 1e-6 },
    );
  });
});
