import { type EyesGaze, type Gaze, IRIS_RADIUS, LIMBUS_SHARE } from '../../head/anatomy/eyes/eyeballs.ts';
import { byteFromLinear } from '../../image/color.ts';
import type { Triple } from '../../image/oklab.ts';

/** A view's gaze, in degrees. */
export function gazeJson(gaze: EyesGaze | null): Record<string, unknown> | null {
  return gaze === null ? null : { left: eyeJson(gaze.left), right: eyeJson(gaze.right) };
}

function eyeJson({ yaw, pitch }: Gaze): Record<string, number> {
  return { yawDegrees: degrees(yaw), pitchDegrees: degrees(pitch) };
}

/** How eyes look: colours linear, null where no view shows them; radii of irises (radians) and eyeballs (mm). */
export interface ShownEyes {
  readonly iris: Triple | null;
  readonly sclera: Triple | null;
  readonly irisRadius: number;
  readonly eyeballRadiusMm: number;
}

/** Irises and whites; colours in bytes of sRGB. */
export function eyesJson({ iris, sclera, irisRadius, eyeballRadiusMm }: ShownEyes): Record<string, unknown> {
  const bytes = (color: Triple | null): number[] | null => (color === null ? null : color.map(byteFromLinear));
  const radiusMm = (LIMBUS_SHARE * irisRadius * eyeballRadiusMm) / IRIS_RADIUS;
  return { iris: { color: bytes(iris), radiusMm: Number(radiusMm.toFixed(3)) }, sclera: { color: bytes(sclera) } };
}

function degrees(radians: number): number {
  return Number(((180 / Math.PI) * radians).toFixed(2));
}
