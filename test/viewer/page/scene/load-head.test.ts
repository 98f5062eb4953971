import { DoubleSide, MeshStandardMaterial } from 'three';
import { describe, expect, it } from 'vitest';
import { isClear } from '../../../../src/viewer/page/scene/load-head.ts';

describe('a part of the viewed head', () => {
  it('is clear where it is blended and single-sided: a cornea, but not the edge of hair', () => {
    const clear = (look: ConstructorParameters<typeof MeshStandardMaterial>[0]): boolean =>
      isClear({ painted: new MeshStandardMaterial(look) });
    expect(clear({ transparent: true })).toBe(true);
    expect(clear({ transparent: true, side: DoubleSide })).toBe(false);
    expect(clear({})).toBe(false);
    expect(clear({ side: DoubleSide })).toBe(false);
  });
});
