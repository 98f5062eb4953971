import { createMorphableDecoder, type FaceCodes, type MorphableDecoder } from '../../deca/decode/morphable-decoder.ts';
import { shutMouth } from '../../deca/decode/shut-mouth.ts';
import { createDetailTopology, DETAIL_SIZE, type DetailTopology } from '../../deca/detail/detail-mesh.ts';
import { normalMap } from '../../deca/detail/normal-map.ts';
import { positionMap } from '../../deca/detail/position-map.ts';
import type { FaceReconstruction } from '../../deca/reconstruct-face.ts';
import { objName } from '../../geometry/mesh-text/obj-name.ts';
import { onceAHead } from '../../head/once-a-head.ts';
import { byteImage, type LinearImage } from '../../image/image.ts';
import { encodePng } from '../../image/image-file.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { RigChoices } from './asm-rig.ts';
import { createDecaRig, type DecaRig, riggedFace } from './deca-rig.ts';
import { headTextures } from './head-textures.ts';
import type { RiggedHead } from './rigged-head.ts';
import type { ExpressionWeights } from './shapes/expression-weights.ts';

/** What the rigs of all faces share. */
export interface FaceTables {
  readonly topology: DetailTopology;
  readonly rig: DecaRig;
}

const tablesOf = onceAHead(
  (head): FaceTables => ({ topology: createDetailTopology(head), rig: createDecaRig(createMorphableDecoder(head)) }),
);

export function createFaceTables({ head }: MorphableDecoder): FaceTables {
  return tablesOf(head);
}

/** A posed face with its relief and its skin. */
export interface ShownFace {
  /** [V, 3] mm */
  readonly positions: Float64Array;
  readonly displacement: Float32Array;
  readonly codes: FaceCodes;
  /** Light-free skin from the photograph. */
  readonly texture: LinearImage;
}

/** A reconstruction as its photograph shows it. */
export function shownFace({ positions, detail, view, texture }: FaceReconstruction): ShownFace {
  return { positions, displacement: detail.observed, codes: view.codes, texture: texture.albedo };
}

/** What a face's rig is called and keeps. */
export interface FaceRigChoices extends Pick<RigChoices, 'shapes' | 'extras'> {
  /** As `objName` has it. */
  readonly name: string;
}

/** A face's rig, and how expressions are shown on it. */
export interface FaceRig {
  readonly rig: RiggedHead;
  readonly weightsOf: ExpressionWeights;
}

/**
 * The rig of a face, its skin as `<name>_texture.png` with the relief as `<name>_normals.png`; pictures are encoded on
 * other threads.
 */
export async function faceRig(
  kernels: Kernels,
  { rig }: FaceTables,
  face: ShownFace,
  { name, ...choices }: FaceRigChoices,
): Promise<FaceRig> {
  const { head } = rig.decoder;
  const stem = objName(name);
  const surface = positionMap(kernels.memory, { head, positions: face.positions }, DETAIL_SIZE);
  const painting = headTextures(head, { skin: byteImage(face.texture), eye: null }, (part) =>
    part === 'skin' ? `${stem}_texture.png` : `${part}.png`,
  );
  const encoding = encodePng(normalMap(face.displacement, surface, DETAIL_SIZE));
  const posed = { codes: shutMouth(rig.decoder, face.codes), posed: face.positions };
  const { rigged, weightsOf } = riggedFace(kernels, rig, posed, choices);
  const painted = await painting;
  const normals = { file: `${stem}_normals.png`, bytes: await encoding };
  return { rig: { ...rigged, textures: { ...painted, skin: { ...painted.skin, normalMap: normals } } }, weightsOf };
}
