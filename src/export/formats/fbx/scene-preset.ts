/** How a program wants a scene to stand, and in what unit. */
export interface ScenePreset {
  readonly up: 'y' | 'z';
  /** Centimetres of the file's unit. */
  readonly unitCm: 1 | 100;
}

/**
 * What each program takes without turning or scaling a node on the way in. A head looks along +z where y is up, along -y
 * where z is: the front of every one of them.
 */
export const SCENE_PRESETS = {
  maya: { up: 'y', unitCm: 1 },
  unity: { up: 'y', unitCm: 100 },
  unreal: { up: 'z', unitCm: 1 },
  blender: { up: 'z', unitCm: 100 },
} as const satisfies Record<string, ScenePreset>;

export type PresetName = keyof typeof SCENE_PRESETS;
export const PRESET_NAMES = Object.keys(SCENE_PRESETS) as PresetName[];

/** From head space, y up, to a preset's axes, [3, 3] row-major. */
export function presetRotation({ up }: ScenePreset): Float64Array {
  return up === 'y' ? Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1) : Float64Array.of(1, 0, 0, 0, 0, -1, 0, 1, 0);
}
