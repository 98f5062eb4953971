import sharp from 'sharp';
import { type FrameRate, poseOfFrame, type Timeline, type TimelineFrame } from '../../deca/animation-timeline.ts';
import { moveFace } from '../../deca/decode/morphable-decoder.ts';
import { shutLips } from '../../deca/decode/shut-mouth.ts';
import { displacedSkin } from '../../deca/detail/detail-mesh.ts';
import { type DetailedDecoder, detailUnder, type FaceReconstruction } from '../../deca/reconstruct-face.ts';
import type { Camera } from '../../geometry/camera.ts';
import { quaternionFromAxisAngle } from '../../geometry/quaternion.ts';
import { multiply3, rotationFromAxisAngle } from '../../geometry/rotation.ts';
import type { ByteImage } from '../../image/image.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { headRenderMesh, type PartImages } from '../../render/mesh/head-mesh.ts';
import { loadMesh } from '../../render/mesh/loaded-mesh.ts';
import { inRow, posedPicture } from '../../render/pictures/face-pictures.ts';
import { detailPicture } from '../report/deca-sheet.ts';
import type { RigAnimation } from '../rig/rigged-head.ts';
import type { ExpressionWeights } from '../rig/shapes/expression-weights.ts';

/** Height of the animation's pictures, px. */
const HEIGHT = 320;
const FRONT = [1, 0, 0, 0, -1, 0, 0, 0, -1];
const DISTANCE_MM = 10_000;
/** The head fills the pictures' height but for a margin. */
const SEEN_MM = 340;

/** The morphable head with its relief and its parts' textures. */
export interface PaintedDecoder extends DetailedDecoder {
  readonly parts: PartImages;
}

/** A face that moves, the photograph that stands beside it, and how it moves. */
export interface MovingFace {
  readonly face: FaceReconstruction;
  readonly photo: ByteImage;
  readonly timeline: Timeline;
}

/**
 * The timeline as pictures: the photograph beside the head in its own colours and as clay with relief.
 * @param onFrame told of each that is drawn
 */
export function animationPictures(
  kernels: Kernels,
  painted: PaintedDecoder,
  { face, photo, timeline }: MovingFace,
  onFrame: (done: number) => void,
): ByteImage[] {
  const { decoder, topology, parts } = painted;
  const { head } = decoder;
  const { neutral, view } = face;
  const { codes } = view;
  // Relief takes half a second for each pose; between poses it is mixed.
  const reliefs = detailUnder(kernels, painted, face, timeline.poses);
  const { memory } = kernels;
  const mark = memory.mark();
  // Its textures are the same in all frames.
  const mesh = loadMesh(memory, headRenderMesh(head, neutral, face.texture.albedo, parts));
  // Poses are held, turns come back: many frames are the same.
  const drawn = new Map<string, ByteImage>();
  const pictures = timeline.frames.map((frame, f) => {
    const kind = [frame.yaw, frame.from, frame.share, ...(frame.share === 0 ? [] : [frame.to])].join();
    const row = drawn.get(kind) ?? draw(frame);
    drawn.set(kind, row);
    onFrame(f + 1);
    return row;
  });
  memory.release(mark);
  return pictures;

  function draw(frame: TimelineFrame): ByteImage {
    const positions = moveFace(decoder, neutral, { ...codes, ...poseOfFrame(timeline, frame) });
    shutLips(decoder, positions);
    const [a, b] = [reliefs[frame.from], reliefs[frame.to]];
    const displacement = a.map((d, i) => d + frame.share * (b[i] - d));
    const fine = displacedSkin(topology, positions, displacement);
    const camera = frontCamera(frame.yaw);
    return inRow([
      photo,
      posedPicture(kernels, { mesh, positions }, camera, face.texture.lights[0]),
      detailPicture(kernels, topology, { positions, fine }, camera),
    ]);
  }
}

/** @returns the photograph around the head at the animation's height */
export async function photoPanel({ working }: FaceReconstruction, photo: ByteImage): Promise<ByteImage> {
  const { offsetX, offsetY, scale, image } = working;
  const { data, info } = await sharp(photo.data, { raw: { width: photo.width, height: photo.height, channels: 3 } })
    .extract({
      left: offsetX,
      top: offsetY,
      width: Math.min(photo.width - offsetX, Math.round(image.width / scale)),
      height: Math.min(photo.height - offsetY, Math.round(image.height / scale)),
    })
    .resize({ height: HEIGHT })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

function frontCamera(yaw: number): Camera {
  const focal = (HEIGHT / SEEN_MM) * DISTANCE_MM;
  return {
    width: HEIGHT,
    height: HEIGHT,
    fx: focal,
    fy: focal,
    cx: HEIGHT / 2,
    cy: HEIGHT / 2,
    rotation: multiply3(FRONT, rotationFromAxisAngle(0, yaw, 0)),
    translation: Float64Array.of(0, -10, DISTANCE_MM),
  };
}

/** Pictures of one size as an animated GIF and WebP that run for ever. */
export async function encodeAnimation(
  pictures: readonly ByteImage[],
  framesPerSecond: FrameRate,
): Promise<{ gif: Buffer; webp: Buffer }> {
  const { width, height } = pictures[0];
  const strip = () =>
    sharp(Buffer.concat(pictures.map(({ data }) => data)), {
      raw: { width, height: height * pictures.length, channels: 3, pageHeight: height },
      limitInputPixels: false,
    });
  const delay = pictures.map(() => Math.round(1000 / framesPerSecond));
  const [gif, webp] = await Promise.all([
    strip().gif({ loop: 0, delay, effort: 4 }).toBuffer(),
    strip().webp({ loop: 0, delay, quality: 80, effort: 2 }).toBuffer(),
  ]);
  return { gif, webp };
}

/** The timeline as tracks of the rig: joints `head` and `jaw`, and the morph targets that show its expressions. */
export function rigAnimation(weightsOf: ExpressionWeights, timeline: Timeline): RigAnimation {
  const { frames, framesPerSecond } = timeline;
  const poses = frames.map((frame) => poseOfFrame(timeline, frame));
  const tracks = (turn: (f: number) => ArrayLike<number>): Float32Array =>
    Float32Array.from(frames.flatMap((_, f) => quaternionFromAxisAngle(turn(f))));
  const weights = poses.map((pose) => weightsOf(pose).weights);
  const names = [...new Set(weights.flatMap((of) => [...of.keys()]))];
  return {
    name: 'teaser',
    times: Float32Array.from(frames, (_, f) => f / framesPerSecond),
    rotations: new Map([
      ['head', tracks((f) => [0, frames[f].yaw, 0])],
      ['jaw', tracks((f) => poses[f].jawPose)],
    ]),
    weights: new Map(names.map((name) => [name, Float32Array.from(weights, (of) => of.get(name) ?? 0)])),
  };
}
