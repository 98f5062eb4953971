import { describe, expect, it } from 'vitest';
import { slitRims } from '../../src/fitting/closure-term.ts';
import { shutLips } from '../../src/fitting/shut-lips.ts';
import { foldedTriangles } from '../../src/fitting/smoothness.ts';
import { loadBundledHead } from '../../src/head/bundled-head.ts';
import { skinTriangles } from '../../src/head/head-model.ts';
import { createShapeSpace, evaluateShape, expressionStart } from '../../src/head/shape-space.ts';

const head = loadBundledHead();
const space = createShapeSpace(head);

function withExpression(name: string, amount: number): Float64Array {
  const coefficients = new Float64Array(space.count);
  coefficients[expressionStart(space) + head.expressions.names.indexOf(name)] = amount;
  return evaluateShape(space, coefficients);
}

/** Vertical distance of the rims' means over the middle of the mouth, mm. */
function opening(positions: Float64Array): number {
  const rim = slitRims(head).mouth.filter((v) => Math.abs(head.template[3 * v]) < 10);
  const heights = rim.map((v) => head.template[3 * v + 1]);
  const middle = (Math.max(...heights) + Math.min(...heights)) / 2;
  const mean = (side: readonly number[]): number =>
    side.reduce((sum, v) => sum + positions[3 * v + 1], 0) / side.length;
  return (
    mean(rim.filter((v) => head.template[3 * v + 1] > middle)) -
    mean(rim.filter((v) => head.template[3 * v + 1] <= middle))
  );
}

describe('shut lips', () => {
  it('closes a slit and leaves the rest of the face', () => {
    const parted = withExpression('mouth-parling', 0.4);
    const shut = parted.slice();
    shutLips(head, shut);
    expect(opening(parted)).toBeGreaterThan(0.5);
    expect(opening(shut)).toBeLessThan(0.3);
    expect(foldedTriangles(skinTriangles(head), shut, parted)).toBe(0);
    let far = 0;
    for (let v = 0; v < head.parts[0].vertexCount; v++)
      if (head.regions.mouth[v] === 0 && head.regions.lips[v] === 0)
        far = Math.max(far, Math.abs(shut[3 * v + 1] - parted[3 * v + 1]));
    expect(far).toBeLessThan(1);
  });

  it('leaves a mouth that stands wide open', () => {
    const open = withExpression('mouth-open', 0.8);
    const after = open.slice();
    shutLips(head, after);
    expect(opening(after)).toBeGreaterThan(0.8 * opening(open));
  });
});
