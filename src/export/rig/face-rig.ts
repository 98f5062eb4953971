import { decodeNeutral, type FaceCodes, type MorphableDecoder } from '../../deca/decode/morphable-decoder.ts';
import { shutMouth } from '../../deca/decode/shut-mouth.ts';
import {
  createDetailTopology,
  DETAIL_SIZE,
  type DetailTopology,
  displacedSkin,
} from '../../deca/detail/detail-mesh.ts';
import type { PositionMap } from '../../deca/detail/expression-wrinkles.ts';
import { normalMap } from '../../deca/detail/normal-map.ts';
import type { FaceReconstruction } from '../../deca/reconstruct-face.ts';
import { objName } from '../../geometry/mesh-text/obj-name.ts';
import type { HeadModel } from '../../head/head-model.ts';
import { onceAHead } from '../../head/once-a-head.ts';
import { byteImage, type LinearImage } from '../../image/image.ts';
import { encodePng } from '../../image/image-file.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { BuiltFace, FaceWork } from './deca-rig.ts';
import { headSurface } from './head-surface.ts';
import { headTextures } from './head-textures.ts';
import type { RiggedHead, UnpaintedHead } from './rigged-head.ts';
import { type ExpressionWeights, expressionWeights } from './shapes/expression-weights.ts';
import type { FaceRigs } from './thread/face-rigs.ts';

/** What the rigs of all faces share. */
export interface FaceTables {
  readonly decoder: MorphableDecoder;
  readonly topology: DetailTopology;
  readonly rigs: FaceRigs;
}

const topologyOf = onceAHead(createDetailTopology);

export function createFaceTables(decoder: MorphableDecoder, rigs: FaceRigs): FaceTables {
  return {
    decoder,
    // Once it is asked for: the rig is begun first.
    get topology() {
      return topologyOf(decoder.head);
    },
    rigs,
  };
}

/** A posed face with its relief and its skin. */
export interface ShownFace {
  /** [V, 3] mm */
  readonly positions: Float64Array;
  /** Under the relief's texels. */
  readonly surface: PositionMap;
  readonly displacement: Float32Array;
  readonly codes: FaceCodes;
  /** Light-free skin from the photograph. */
  readonly texture: LinearImage;
}

/** A reconstruction as its photograph shows it. */
export function shownFace({ positions, surface, detail, view, texture }: FaceReconstruction): ShownFace {
  return { positions, surface, displacement: detail.observed, codes: view.codes, texture: texture.albedo };
}

/** A face whose relief is a mesh too. */
export interface FineFace extends ShownFace {
  /** The skin with its relief [detail vertices, 3] mm */
  readonly fine: Float64Array;
}

export function fineFace(topology: DetailTopology, face: ShownFace): FineFace {
  return { ...face, fine: displacedSkin(topology, face.positions, face.displacement) };
}

/** What a face's rig is called, and the rig that was begun. */
export interface FaceRigging {
  /** As `objName` has it. */
  readonly name: string;
  /** Of {@link beginFace}. */
  readonly building: Promise<BuiltFace>;
}

/** A face's rig, and how expressions are shown on it. */
export interface FaceRig {
  readonly rig: RiggedHead;
  readonly weightsOf: ExpressionWeights;
}

/** Sets of morph targets and extras that formats write. */
export type WrittenSets = FaceWork['written'];

/** Begins the rig of codes' shape. */
export function beginFace(
  kernels: Kernels,
  { decoder, rigs }: Pick<FaceTables, 'decoder'> & { readonly rigs: Pick<FaceRigs, 'build'> },
  { shape }: Pick<FaceCodes, 'shape'>,
  written: WrittenSets,
): Promise<BuiltFace> {
  const neutral = decodeNeutral(decoder, shape);
  const identity = shape.slice(0, decoder.space.identityCount);
  return rigs.build(kernels, decoder.head, { neutral, identity, written });
}

/** A built face as codes pose it: its jaw turned, the morph targets that show the rest. */
export function poseFace(
  head: HeadModel,
  { rigged, faceShapes }: BuiltFace,
  { codes, posed }: PosedFace,
): { readonly rigged: UnpaintedHead; readonly weightsOf: ExpressionWeights } {
  const { shapes } = rigged;
  const weightsOf = expressionWeights(head, { faceShapes }, { written: shapes.written, size: 1 });
  return {
    rigged: {
      ...rigged,
      joints: rigged.joints.map((joint) => (joint.name === 'jaw' ? { ...joint, turn: codes.jawPose } : joint)),
      surface: headSurface(head, posed),
      weights: weightsOf(codes).weights,
    },
    weightsOf,
  };
}

/** A face of codes. */
export interface PosedFace {
  readonly codes: FaceCodes;
  /** As the codes pose it [V, 3] mm */
  readonly posed: Float64Array;
}

/**
 * The rig of a face, its skin as `<name>_texture.png` with the relief as `<name>_normals.png`, posed as its codes say, neutral in bind pose; pictures
 * are encoded on other threads. Native expressions are driven by the codes themselves; where they are not written, ARKit's by what comes
 * nearest (shape-weights.ts).
 * @param building of the codes' shape
 */
export async function faceRig(
  { decoder }: Pick<FaceTables, 'decoder'>,
  face: ShownFace,
  { name, building }: FaceRigging,
): Promise<FaceRig> {
  const { head } = decoder;
  const stem = objName(name);
  const painting = headTextures(head, { skin: byteImage(face.texture), eye: null }, (part) =>
    part === 'skin' ? `${stem}_texture.png` : `${part}.png`,
  );
  const encoding = encodePng(normalMap(face.displacement, face.surface, DETAIL_SIZE));
  const posed = { codes: shutMouth(decoder, face.codes), posed: face.positions };
  const { rigged, weightsOf } = poseFace(head, await building, posed);
  const painted = await painting;
  const normals = { file: `${stem}_normals.png`, bytes: await encoding };
  return { rig: { ...rigged, textures: { ...painted, skin: { ...painted.skin, normalMap: normals } } }, weightsOf };
}
