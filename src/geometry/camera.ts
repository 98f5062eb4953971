/**
 * Pinhole camera in OpenCV's convention: x_cam = R X + t, x right, y down, z forward;
 * pixel = (fx x/z + cx, fy y/z + cy), pixel centres at +0.5. Lengths in the unit of t (mm).
 */
export interface Camera {
  readonly width: number;
  readonly height: number;
  readonly fx: number;
  readonly fy: number;
  readonly cx: number;
  readonly cy: number;
  /** [3, 3] row-major rotation, camera from head. */
  readonly rotation: Float64Array;
  /** [3] */
  readonly translation: Float64Array;
}

/** A lens of one focal length, pixels, whose axis meets the picture's middle. */
export function centredLens(
  { width, height }: Pick<Camera, 'width' | 'height'>,
  focal: number,
): Omit<Camera, 'rotation' | 'translation'> {
  return { width, height, fx: focal, fy: focal, cx: width / 2, cy: height / 2 };
}

/** A camera as sixteen numbers for a kernel: R row-major, t, fx, fy, cx, cy. */
export function packCamera({ rotation, translation, fx, fy, cx, cy }: Camera, dst: Float64Array): Float64Array {
  dst.set(rotation);
  dst.set(translation, 9);
  dst.set([fx, fy, cx, cy], 12);
  return dst;
}

/** The camera after its image was scaled by `factor` (pixel centres at +0.5 scale exactly). */
export function scaleCamera(camera: Camera, factor: number, width: number, height: number): Camera {
  return {
    ...camera,
    width,
    height,
    fx: camera.fx * factor,
    fy: camera.fy * factor,
    cx: camera.cx * factor,
    cy: camera.cy * factor,
  };
}

/** The camera with at most so many pixels to a mm at the origin, its picture as large as that needs. */
export function coarserCamera(camera: Camera, pixelsPerMm: number): Camera {
  const factor = Math.min(1, (pixelsPerMm * camera.translation[2]) / camera.fx);
  return scaleCamera(camera, factor, Math.ceil(camera.width * factor), Math.ceil(camera.height * factor));
}

/**
 * The camera with a lens so many times as long, stepped back as far: what lies around the origin of t keeps its size and its place in the
 * picture, f -> factor f, t_z -> factor t_z.
 */
export function throughLonger(camera: Camera, factor: number): Camera {
  const [x, y, z] = camera.translation;
  return {
    ...camera,
    fx: camera.fx * factor,
    fy: camera.fy * factor,
    translation: Float64Array.of(x, y, factor * z),
  };
}

/**
 * Camera-space points of V head-space points: `X = R v + t`.
 * @param points [V, 3]
 * @param out where they go, which may be the points themselves
 * @returns [V, 3]
 */
export function toCameraSpace(
  camera: Camera,
  points: ArrayLike<number>,
  out: Float64Array = new Float64Array(points.length),
): Float64Array {
  const { rotation: r, translation: t } = camera;
  for (let i = 0; i < points.length; i += 3) {
    const x = points[i];
    const y = points[i + 1];
    const z = points[i + 2];
    out[i] = r[0] * x + r[1] * y + r[2] * z + t[0];
    out[i + 1] = r[3] * x + r[4] * y + r[5] * z + t[1];
    out[i + 2] = r[6] * x + r[7] * y + r[8] * z + t[2];
  }
  return out;
}

/**
 * Pixels of V camera-space points, in place, depth kept as the third number.
 * @param cameraPoints [V, 3]
 * @returns [V, 3] (x, y, z): pixels, pixels, mm.
 */
function projectCameraSpace(camera: Camera, cameraPoints: Float64Array): Float64Array {
  for (let i = 0; i < cameraPoints.length; i += 3) {
    const z = cameraPoints[i + 2];
    cameraPoints[i] = (camera.fx * cameraPoints[i]) / z + camera.cx;
    cameraPoints[i + 1] = (camera.fy * cameraPoints[i + 1]) / z + camera.cy;
  }
  return cameraPoints;
}

/** Pixels and depth of V head-space points. @param out where they go @returns [V, 3] */
export function project(camera: Camera, points: ArrayLike<number>, out?: Float64Array): Float64Array {
  return projectCameraSpace(camera, toCameraSpace(camera, points, out));
}

/** The camera's centre in head space: -R^T t. */
export function cameraCentre(camera: Pick<Camera, 'rotation' | 'translation'>): [number, number, number] {
  const { rotation: r, translation: t } = camera;
  return [
    -(r[0] * t[0] + r[3] * t[1] + r[6] * t[2]),
    -(r[1] * t[0] + r[4] * t[1] + r[7] * t[2]),
    -(r[2] * t[0] + r[5] * t[1] + r[8] * t[2]),
  ];
}

/** Head pose in degrees from the camera's rotation: yaw > 0 when the subject turns to their left. */
export function headPoseDegrees(rotation: ArrayLike<number>): { yaw: number; pitch: number; roll: number } {
  // Undo diag(1,-1,-1): the frontal pose in this convention is the identity in head axes.
  const m = [
    [rotation[0], rotation[1], rotation[2]],
    [-rotation[3], -rotation[4], -rotation[5]],
    [-rotation[6], -rotation[7], -rotation[8]],
  ];
  const degrees = 180 / Math.PI;
  return {
    yaw: Math.atan2(m[0][2], m[2][2]) * degrees,
    pitch: Math.asin(Math.min(1, Math.max(-1, -m[1][2]))) * degrees,
    roll: Math.atan2(m[1][0], m[1][1]) * degrees,
  };
}

/** Mean pixels per mm of a view at the head's origin. */
export function pixelsPerMm(camera: Camera): number {
  return (camera.fx + camera.fy) / 2 / camera.translation[2];
}

/** Angle between the axes along which two cameras look at a head: turns about them do not count. @param a, b their rotations @returns radians */
export function sidesApart(a: Float64Array, b: Float64Array): number {
  return Math.acos(Math.max(-1, Math.min(1, a[6] * b[6] + a[7] * b[7] + a[8] * b[8])));
}
