import { AsmFitError } from '../../../errors.ts';
import { fitFaceShapes } from '../../../head/face-shapes/fit-face-shapes.ts';
import type { HeadModel } from '../../../head/head-model.ts';
import type { Kernels } from '../../../kernels/kernel.ts';
import { correctiveNames } from '../clips/shared-correctives.ts';
import { rigExtras } from '../extras/rig-extras.ts';
import { onPrimitive, rigidPrimitive, skinMorphs, skinSurface } from '../rig-primitives.ts';
import type { RiggedHead, RigPrimitive } from '../rigged-head.ts';
import { basisMorphs, type HeadMorphs } from '../shapes/head-morphs.ts';
import { movedHair } from './moved-hair.ts';
import { movedJoints } from './moved-joints.ts';
import { movedNormals } from './moved-normals.ts';

/**
 * A rig whose head is displaced, as if the fit had come to it: ARKit's shapes and visemes are made anew for the face, lashes, brows
 * and corneas grow from it, hair and joints go with the skin around them; skinning weights, the head's own expressions, textures
 * and clips stay. By nothing it becomes itself again.
 * @param displacement of the surface, all parts [V, 3] mm
 * @throws {AsmFitError} input: the rig of another mesh
 */
export function moveRig(kernels: Kernels, head: HeadModel, rig: RiggedHead, displacement: Float64Array): RiggedHead {
  const skin = skinSurface(head);
  checkSameMesh(head, rig);
  const surface = { ...rig.surface, positions: rig.surface.positions.map((x, i) => x + displacement[i]) };
  const joints = movedJoints(head, rig.joints, { displacement, positions: surface.positions });
  const places = Float64Array.from(joints.slice(0, head.joints.length).flatMap(({ position }) => position));
  const { neutral, faceShapes, visemes } = fitFaceShapes(kernels, head, {
    positions: surface.positions,
    joints: places,
  });
  const shapes: HeadMorphs = new Map([...basisMorphs(faceShapes, 1), ...basisMorphs(visemes, 1)]);
  const parts = head.parts.map((part, p): RigPrimitive => {
    const old = rig.primitives[p];
    const { positions, morphs } =
      part.name === 'skin'
        ? { positions: onPrimitive(skin, neutral, 3), morphs: skinMorphs(skin, shapes) }
        : rigidPrimitive(head, part, { positions: neutral, morphs: shapes }, 0);
    return remade(old, positions, { morphs, known: shapes });
  });
  // What completes a clip is of that moment, for what is worn as for the skin.
  const correctives = correctiveNames(rig.animations);
  const shaped = parts.map((part) => ({
    ...part,
    morphs: new Map([...part.morphs].filter(([name]) => !correctives.has(name))),
  }));
  const worn = new Map(
    rigExtras(head, skin).map((extra) => {
      const made = extra.primitive(kernels, shaped);
      return [made.name, made] as const;
    }),
  );
  const extras = rig.primitives.slice(parts.length).map((old) => {
    const made = worn.get(old.name);
    if (made !== undefined) return remade(old, made.positions, { morphs: made.morphs, known: made.morphs });
    return movedHair(head, old, { before: rig.surface.positions, displacement });
  });
  return { ...rig, joints, surface, primitives: [...parts, ...extras] };
}

/** Morph targets that were made anew, of those that are. */
interface FreshMorphs {
  readonly morphs: ReadonlyMap<string, Float32Array>;
  readonly known: ReadonlyMap<string, unknown>;
}

/** A primitive elsewhere, its own targets kept where they were not made anew, in the order that it had. */
function remade(old: RigPrimitive, positions: Float64Array, { morphs: fresh, known }: FreshMorphs): RigPrimitive {
  const names = new Set([...old.morphs.keys(), ...fresh.keys()]);
  const morphs = new Map<string, Float32Array>();
  for (const name of names) {
    const morph = known.has(name) ? fresh.get(name) : old.morphs.get(name);
    if (morph !== undefined) morphs.set(name, morph);
  }
  const moved = { ...old, positions, morphs };
  return old.normals === undefined ? moved : { ...moved, normals: movedNormals(old, positions) };
}

/** @throws {AsmFitError} input: the rig of another mesh than the head's */
export function checkSameMesh(head: HeadModel, { surface, primitives, joints }: RiggedHead): void {
  const same =
    surface.positions.length === head.template.length &&
    surface.quads.length === head.quads.length &&
    surface.quads.every((v, i) => v === head.quads[i]) &&
    head.parts.every(({ name }, p) => primitives[p]?.name === name) &&
    head.joints.every(({ name }, j) => joints[j]?.name === name) &&
    primitives[0].positions.length === 3 * skinSurface(head).vertex.length;
  if (!same)
    throw new AsmFitError(
      'input',
      `the head: must be of the mesh that sliders are made for; received another one, of ${surface.positions.length / 3} vertices`,
      'give what asm-fit fit or scan-fit made of the bundled head, or of ict:<folder>',
    );
}
