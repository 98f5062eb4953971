/** From where a head is shown, degrees: yaw > 0 shows its right side, pitch < 0 looks from below. */
export interface HeadSide {
  readonly yaw: number;
  readonly pitch: number;
}

/** Sides by the names that options have for them. */
export const HEAD_SIDES = {
  front: { yaw: 0, pitch: 0 },
  left: { yaw: -90, pitch: 0 },
  right: { yaw: 90, pitch: 0 },
  back: { yaw: 180, pitch: 0 },
  'three-quarters': { yaw: -40, pitch: 5 },
  above: { yaw: 0, pitch: 55 },
  below: { yaw: 0, pitch: -55 },
} as const satisfies Readonly<Record<string, HeadSide>>;
export type HeadSideName = keyof typeof HEAD_SIDES;
export const HEAD_SIDE_NAMES = Object.keys(HEAD_SIDES) as HeadSideName[];
