import { type HeadClasses, sureSegmentation } from '../capture/segmentation/head-classes.ts';
import { labelledView } from '../capture/segmentation/skin-pixels.ts';
import { viewLabels } from '../capture/segmentation/view-labels.ts';
import { createWorkingViews, SHAPE_PIXELS_PER_MM, toWorkingCamera, type WorkingView } from '../capture/working-view.ts';
import type { Camera } from '../geometry/camera.ts';
import type { HeadModel } from '../head/head-model.ts';
import { type ByteImage, halveImage } from '../image/image.ts';
import type { Kernels } from '../kernels/kernel.ts';
import { type BakedTexture, bakeTexture } from '../render/texture/bake-texture.ts';
import { findCreases } from '../render/texture/shading/creases.ts';
import { inLocalLight, NO_LOCAL_LIGHT } from '../render/texture/shading/local-gains.ts';
import { coveredSkin } from '../render/texture/skin-texels.ts';
import { texelGeometry } from '../render/texture/texels.ts';
import {
  createMorphableDecoder,
  decodeNeutral,
  type FaceCodes,
  type MorphableDecoder,
  moveFace,
} from './decode/morphable-decoder.ts';
import { shutLips } from './decode/shut-mouth.ts';
import { DETAIL_SIZE, type DetailTopology } from './detail/detail-mesh.ts';
import { expressionWrinkles, type PositionMap, type Wrinkles } from './detail/expression-wrinkles.ts';
import { displacementUnder, type FaceDetail } from './detail/face-detail.ts';
import { photoDetail } from './detail/photo-detail.ts';
import { facingMap, positionMap, positionsOf } from './detail/position-map.ts';
import { type Encoder, loadEncoder } from './encoder.ts';
import { createMirrorCodes, type MirrorCodes } from './mirror-codes.ts';
import { cameraOfCodes, type ViewCodes } from './view-codes.ts';

/** The parts of DECA that all photographs share. */
export interface DecaModel {
  readonly decoder: MorphableDecoder;
  readonly encoder: Encoder;
  readonly mirror: MirrorCodes;
}

/** @throws {AsmFitError} input: the encoder is missing or damaged */
export async function loadDecaModel(head: HeadModel): Promise<DecaModel> {
  const decoder = createMorphableDecoder(head);
  return { decoder, encoder: await loadEncoder(decoder), mirror: createMirrorCodes(decoder) };
}

/** The morphable head and the skin that its relief is read and shown on. */
export interface DetailedDecoder {
  readonly decoder: MorphableDecoder;
  readonly topology: DetailTopology;
}

/** A face that was found in a photograph. */
export interface SeenFace {
  readonly view: ViewCodes;
  /** What is what around it; null where nobody says: then all of it paints the skin. */
  readonly classes: HeadClasses | null;
}

/** A face where its photograph shows it. */
export interface PlacedFace {
  readonly view: ViewCodes;
  /** Camera in the photograph, from so far away that it is DECA's scaled orthography. */
  readonly camera: Camera;
  /** Vertices without expression [V, 3] mm, head space. */
  readonly neutral: Float64Array;
  /** As the photograph shows them [V, 3] mm. */
  readonly positions: Float64Array;
  /** The part of the photograph around the head. */
  readonly working: WorkingView;
  readonly workingCamera: Camera;
}

/** A face from one photograph. */
export interface FaceReconstruction extends PlacedFace {
  readonly texture: BakedTexture;
  readonly detail: FaceDetail;
  /** The skin under the relief's texels, as the photograph shows it. */
  readonly surface: PositionMap;
}

const FAR_MM = 10_000;
/** Twice as fine as the relief. */
const TEXTURE_SIZE = 2 * DETAIL_SIZE;
/** Below the first cosine a photograph tells nothing of the relief, from the second on all it can. */
const FACING = [0.25, 0.5] as const;

/** Decodes what the encoder said of a photograph: the face's mesh, and the camera that sees it there. */
export function placeFace(
  kernels: Kernels,
  decoder: MorphableDecoder,
  image: ByteImage,
  { view, classes }: SeenFace,
): PlacedFace {
  const camera = cameraOfCodes(view.codes, view.box, image, FAR_MM);
  const neutral = decodeNeutral(decoder, view.codes.shape);
  const positions = moveFace(decoder, neutral, view.codes);
  shutLips(decoder, positions);
  const [cropped] = createWorkingViews(kernels, [{ image, mask: null }], [camera], {
    positions,
    finest: SHAPE_PIXELS_PER_MM,
  });
  const working = classes === null ? cropped : labelledView(cropped, viewLabels(cropped, sureSegmentation(classes)));
  return { view, camera, neutral, positions, working, workingCamera: toWorkingCamera(camera, working) };
}

/** A face that is placed in its photograph, its skin painted from it and its relief read. */
export function reconstructFace(
  kernels: Kernels,
  detailed: DetailedDecoder,
  image: ByteImage,
  seen: SeenFace,
): FaceReconstruction {
  const { decoder } = detailed;
  const { head } = decoder;
  const placed = placeFace(kernels, decoder, image, seen);
  const { camera, neutral, positions, working, workingCamera } = placed;
  const creases = findCreases(head, neutral, positions);
  const photograph = { ...working, camera: workingCamera, creases };
  const texture = bakeTexture(kernels, { head, positions }, [photograph], TEXTURE_SIZE);
  return { ...placed, texture, ...readDetail(kernels, detailed, { positions, camera, texture }) };
}

function readDetail(
  kernels: Kernels,
  { decoder: { head }, topology: { region } }: DetailedDecoder,
  { positions, camera, texture }: Pick<FaceReconstruction, 'positions' | 'camera' | 'texture'>,
): Pick<FaceReconstruction, 'detail' | 'surface'> {
  const { memory } = kernels;
  const { rotation: r, translation: t } = camera;
  const centre = [0, 1, 2].map((k) => -(r[k] * t[0] + r[3 + k] * t[1] + r[6 + k] * t[2]));
  const mark = memory.mark();
  const texels = texelGeometry(memory, { head, positions }, DETAIL_SIZE);
  const facing = facingMap(texels, centre);
  const surface = positionsOf(texels);
  memory.release(mark);
  const { data: shown } = halveImage({ ...texture.albedo, channels: 1, data: texture.share });
  const trust = region.map(
    (inside, i) => inside * shown[i] * Math.min(1, Math.max(0, (facing[i] - FACING[0]) / (FACING[1] - FACING[0]))),
  );
  // A relief has the folds that the texture is without.
  const skin = { head, covered: coveredSkin(head, texture.albedo.width) };
  const folded = inLocalLight(skin, texture.albedo, { ...NO_LOCAL_LIGHT, folds: texture.folds[0] });
  return { detail: { size: DETAIL_SIZE, observed: photoDetail(halveImage(folded), trust) }, surface };
}

/** The relief of a reconstructed face under other expressions. @returns a map [512, 512] mm for each of the codes */
export function detailUnder(
  kernels: Kernels,
  { decoder, topology: { region } }: DetailedDecoder,
  { detail, view, neutral, surface }: FaceReconstruction,
  expressions: readonly Pick<FaceCodes, 'expression' | 'jawPose'>[],
): Float32Array[] {
  const { head } = decoder;
  const { shape } = view.codes;
  const map = (positions: Float64Array) => positionMap(kernels.memory, { head, positions }, DETAIL_SIZE);
  const before = map(neutral);
  const wrinkles = (moved: PositionMap): Wrinkles => expressionWrinkles(before, moved, region, DETAIL_SIZE);
  const own = wrinkles(surface);
  return expressions.map((moved) =>
    displacementUnder(detail, own, wrinkles(map(moveFace(decoder, neutral, { shape, ...moved })))),
  );
}
