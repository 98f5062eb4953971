import { writeFileSync } from 'node:fs';
import type { RealArray } from '../../src/kernels/kernel.ts';
import type { Scene } from '../scene.ts';

/** What a scene's file holds: sizes, then arrays one behind the other, as `Scene` in c/scene.h names them. */
type Block = Int32Array | Uint32Array | Float32Array | Float64Array;

/** Writes a scene for the program in C, in the precision that it has. */
export function writeScene(path: string, scene: Scene): void {
  const { model, pairs, triangles, uvs, uvTriangles } = scene;
  const { layout, template, head, positionMap } = model;
  const real = (values: ArrayLike<number>): RealArray =>
    uvs instanceof Float64Array ? Float64Array.from(values) : Float32Array.from(values);
  const sizes = Int32Array.of(
    template.length / 3,
    triangles.length / 3,
    uvs.length / 2,
    layout.boneCount,
    layout.mixtureCount,
    pairs.bones.length,
    scene.cameras.length,
    scene.imageSize,
    scene.textureSize,
    positionMap.size,
    layout.parameterCount,
  );
  const blocks: readonly Block[] = [
    sizes,
    scene.parameters,
    real(template),
    real(head.skinUv),
    pairs.start,
    pairs.bones,
    triangles,
    real(uvs),
    uvTriangles,
    positionMap.positions,
    model.restSurface,
    model.restBind,
    model.parents,
    ...scene.cameras,
    ...scene.lights.map(real),
    real(scene.texture),
    ...scene.targets.map(real),
  ];
  writeFileSync(
    path,
    Buffer.concat(blocks.map((block) => Buffer.from(block.buffer, block.byteOffset, block.byteLength))),
  );
}
