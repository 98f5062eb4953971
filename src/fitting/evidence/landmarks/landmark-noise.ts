/** How a detector's landmarks err. */
export interface LandmarkNoise {
  /**
   * What a landmark is worth in a frontal view, mm at the head. What is left of a detector's errors without their bias is
   * 2 mm, but low in rank and alike in all views of a person, so that 468 points weigh like a few dozen.
   */
  readonly sigmaMm: number;
  /** Points further off than this many sigmas hardly pull. */
  readonly kappa: number;
  /** How the errors grow as the head turns: ascending [degrees, mm]. */
  readonly errorByYaw: readonly (readonly [yaw: number, mm: number])[];
  /** What the distance across lips or lids is worth, mm: of two points that share their bias. */
  readonly gapSigmaMm: number;
  /**
   * What lips are off besides, as a share of how far they are parted: beyond some 25 mm, a jaw open by 20 degrees, a detector's part no
   * more, whatever the mouth does.
   */
  readonly partedShare: number;
}

/** MediaPipe's face mesh, on renders with truth. */
export const DETECTOR_NOISE: LandmarkNoise = {
  sigmaMm: 5,
  kappa: 3,
  errorByYaw: [
    [0, 2],
    [30, 2.5],
    [45, 3.3],
    [60, 4.2],
    [75, 6],
    [90, 20],
  ],
  gapSigmaMm: 0.7,
  partedShare: 0.05,
};

/** How much larger errors are than in a frontal view for a head turned by `yaw` degrees. */
export function errorGrowth(noise: LandmarkNoise, yaw: number): number {
  return landmarkErrorMm(noise, yaw) / noise.errorByYaw[0][1];
}

/** How far a landmark is off in mm for a head turned by `yaw` degrees. */
export function landmarkErrorMm({ errorByYaw }: LandmarkNoise, yaw: number): number {
  const angle = Math.min(errorByYaw[errorByYaw.length - 1][0], Math.abs(yaw));
  const i = errorByYaw.findIndex(([limit]) => angle <= limit);
  if (i <= 0) return errorByYaw[0][1];
  const [[a, ea], [b, eb]] = [errorByYaw[i - 1], errorByYaw[i]];
  return ea + ((angle - a) / (b - a)) * (eb - ea);
}

/** Standard deviation of a landmark in mm for a head turned by `yaw` degrees. */
export function landmarkSigmaMm(noise: LandmarkNoise, yaw: number): number {
  return noise.sigmaMm * errorGrowth(noise, yaw);
}
