import { multiply3, transpose3 } from '../../../geometry/rotation.ts';
import type { Lens } from './place-head.ts';
import type { Pose } from './rig-consensus.ts';

/** Another convention that cameras may have been written in, and how to get from it to ours. */
export interface CameraReading {
  /** What the cameras are read as. */
  readonly name: string;
  /** What mends them. */
  readonly mend: string;
  readonly pose: (pose: Pose) => Pose;
  /** The lens as it is meant; null where this reading does not apply to it. Absent: as given. */
  readonly lens?: (lens: Lens) => Lens | null;
  /** The pictures are mirror images of what the cameras saw. */
  readonly mirrored?: true;
}

type Axes = readonly [x: number, y: number, z: number];
const OPENGL: Axes = [1, -1, -1];
const LEFT_UP: Axes = [-1, -1, 1];

/** D R, D t: camera axes turned to x right, y down, z forward. */
function turnAxes([x, y, z]: Axes, { rotation, translation }: Pose): Pose {
  const signs = [x, y, z];
  return {
    rotation: rotation.map((r, i) => signs[Math.floor(i / 3)] * r),
    translation: translation.map((t, k) => signs[k] * t),
  };
}

/** The same camera with the other direction of R and t: R^T, -R^T t. */
function inverse({ rotation, translation }: Pose): Pose {
  const r = transpose3(rotation);
  return { rotation: r, translation: times(r, translation).map((x) => -x) };
}

function times(r: ArrayLike<number>, t: ArrayLike<number>): Float64Array {
  return Float64Array.from([0, 1, 2], (k) => r[3 * k] * t[0] + r[3 * k + 1] * t[1] + r[3 * k + 2] * t[2]);
}

/** t holds the camera's centre: t = -R C. */
function fromCentre({ rotation, translation }: Pose): Pose {
  return { rotation, translation: times(rotation, translation).map((x) => -x) };
}

function transposed({ rotation, translation }: Pose): Pose {
  return { rotation: transpose3(rotation), translation };
}

/** Pictures that were turned by a quarter after the cameras were written. */
function turnedPictures(clockwise: boolean): Pick<CameraReading, 'pose' | 'lens'> {
  const s = clockwise ? 1 : -1;
  const turn = Float64Array.of(0, -s, 0, s, 0, 0, 0, 0, 1);
  return {
    pose: ({ rotation, translation }) => ({
      rotation: multiply3(turn, rotation),
      translation: times(turn, translation),
    }),
    lens: ({ width, height, fx, fy, cx, cy }) => ({
      width,
      height,
      fx: fy,
      fy: fx,
      cx: clockwise ? width - cy : cy,
      cy: clockwise ? cx : height - cx,
    }),
  };
}

/** The lens of a picture that is so many times as large as this one, as its principal point says; null where it lies as it should. */
function ofOtherSize({ width, height, fx, fy, cx, cy }: Lens): Lens | null {
  const [across, down] = [(2 * cx) / width, (2 * cy) / height];
  const factor = (across + down) / 2;
  if (!(factor > 0) || Math.abs(factor - 1) < 0.2 || Math.abs(across / down - 1) > 0.2) return null;
  return { width, height, fx: fx / factor, fy: fy / factor, cx: cx / factor, cy: cy / factor };
}

/** The lens of the same picture on its side; null where its sides are alike. */
function sidesSwapped({ width, height, fx, fy, cx, cy }: Lens): Lens | null {
  return Math.abs(width / height - 1) < 0.05 ? null : { width, height, fx: fy, fy: fx, cx: cy, cy: cx };
}

/** The lens with its principal point in the picture's middle; null where it lies near it. */
function centred({ width, height, fx, fy, cx, cy }: Lens): Lens | null {
  const aside = Math.max(Math.abs(cx / width - 0.5), Math.abs(cy / height - 0.5));
  return aside < 0.1 ? null : { width, height, fx, fy, cx: width / 2, cy: height / 2 };
}

const same = (pose: Pose): Pose => pose;

/** The likelier ones first. */
export const CAMERA_READINGS: readonly CameraReading[] = [
  {
    name: "OpenGL's camera axes (x right, y up, looking along -z)",
    mend: 'negate the second and third row of every R and the second and third number of every t',
    pose: (pose) => turnAxes(OPENGL, pose),
  },
  {
    name: 'camera-to-world, X = R x_cam + t',
    mend: 'give R^T for every R and -R^T t for every t',
    pose: inverse,
  },
  {
    name: "camera-to-world in OpenGL's axes (y up, looking along -z; Blender's and NeRF's)",
    mend: 'give D R^T for every R and -D R^T t for every t, D = diag(1, -1, -1)',
    pose: (pose) => turnAxes(OPENGL, inverse(pose)),
  },
  {
    name: "the camera's centre for t",
    mend: 'give -R t for every t',
    pose: fromCentre,
  },
  {
    name: 'R transposed (columns for rows)',
    mend: 'give R^T for every R',
    pose: transposed,
  },
  {
    name: 'camera axes with x left and y up (or pictures upside down)',
    mend: 'negate the first and second row of every R and the first and second number of every t',
    pose: (pose) => turnAxes(LEFT_UP, pose),
  },
  {
    name: 't with the other sign',
    mend: 'negate every t',
    pose: ({ rotation, translation }) => ({ rotation, translation: translation.map((x) => -x) }),
  },
  {
    name: "the camera's centre for t, in OpenGL's camera axes",
    mend: 'give D R for every R and -D R t for every t, D = diag(1, -1, -1)',
    pose: (pose) => turnAxes(OPENGL, fromCentre(pose)),
  },
  {
    name: "R transposed, in OpenGL's camera axes",
    mend: 'give D R^T for every R and D t for every t, D = diag(1, -1, -1)',
    pose: (pose) => turnAxes(OPENGL, transposed(pose)),
  },
  {
    name: 'R transposed, camera axes with x left and y up (row vectors)',
    mend: 'give D R^T for every R and D t for every t, D = diag(-1, -1, 1)',
    pose: (pose) => turnAxes(LEFT_UP, transposed(pose)),
  },
  {
    name: 'camera-to-world, camera axes with x left and y up',
    mend: 'give D R^T for every R and -D R^T t for every t, D = diag(-1, -1, 1)',
    pose: (pose) => turnAxes(LEFT_UP, inverse(pose)),
  },
  {
    name: 'K of pictures of another size',
    mend: 'scale K to the size of these pictures',
    pose: same,
    lens: ofOtherSize,
  },
  {
    name: 'K of pictures with width and height swapped',
    mend: 'swap fx with fy and cx with cy',
    pose: same,
    lens: sidesSwapped,
  },
  {
    name: "K with the principal point in the picture's middle",
    mend: 'give cx and cy in pixels from the upper left corner, about half the width and half the height',
    pose: same,
    lens: centred,
  },
  {
    name: 'pictures that were turned by 90 degrees clockwise after the cameras were calibrated',
    mend: 'turn the pictures back, and take care that no EXIF orientation turns them again',
    ...turnedPictures(true),
  },
  {
    name: 'pictures that were turned by 90 degrees counter-clockwise after the cameras were calibrated',
    mend: 'turn the pictures back, and take care that no EXIF orientation turns them again',
    ...turnedPictures(false),
  },
  {
    name: 'pictures that are mirror images',
    mend: 'mirror the pictures back',
    pose: same,
    mirrored: true,
  },
];
